"""Executes one notebook: run_notebooks.py INPUT OUTPUT FOLDER

FOLDER is the working directory of its kernel. Exit code 1 and a line on standard error if a cell
fails; OUTPUT is then not written.
"""

import asyncio
import queue
import sys
import time

import nbformat
from jupyter_client.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError

# Deno's kernel may say that a cell is done before its last outputs have arrived.
GRACE_SECONDS = 0.25


class PatientClient(NotebookClient):
    """Takes outputs for a moment longer after a cell is said to be done."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        end = time.monotonic() + GRACE_SECONDS
        while (left := end - time.monotonic()) > 0:
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=left))
            except queue.Empty:
                return
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    pass


def main() -> int:
    source, target, folder = sys.argv[1:]
    notebook = nbformat.read(source, as_version=4)
    client = PatientClient(
        notebook,
        timeout=1800,
        kernel_name="deno",
        record_timing=False,
        resources={"metadata": {"path": folder}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        failed = next(i for i, cell in enumerate(cells) if has_error(cell))
        print(f"code cell {failed + 1}: {error.ename}: {error.evalue}", file=sys.stderr)
        return 1
    nbformat.write(notebook, target)
    return 0


def has_error(cell) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


if __name__ == "__main__":
    asyncio.set_event_loop(asyncio.new_event_loop())
    sys.exit(main())
