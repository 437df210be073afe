"""A Deno kernel on standard input and output: kernel.py FOLDER

Each line of input is JSON: a text is a cell's source, which is sent at once, without waiting for the
cells before; null is Jupyter's stop button, false its restart button. Each line of output is JSON:
what the kernel says about a cell (its number from 0). FOLDER is the kernel's working directory. The
kernel ends with the input.
"""

import json
import sys
import threading

from jupyter_client.manager import start_new_kernel


def main() -> None:
    manager, client = start_new_kernel(kernel_name="deno", cwd=sys.argv[1])
    cells: dict[str, int] = {}
    # The kernel may answer before a cell's number is noted.
    noting = threading.Lock()
    nudges: set[str] = set()
    answered = threading.Event()

    def tell(**message) -> None:
        print(json.dumps(message), flush=True)

    def listen() -> None:
        while True:
            message = client.get_iopub_msg(timeout=None)
            kind, content = message["msg_type"], message["content"]
            with noting:
                asked = message["parent_header"].get("msg_id")
                cell = cells.get(asked)
                if asked in nudges:
                    answered.set()
                    continue
            if kind == "status" and content["execution_state"] == "idle":
                tell(cell=cell, type="idle")
            elif kind == "stream":
                tell(cell=cell, type="stream", text=content["text"])
            elif kind == "error":
                tell(cell=cell, type="error", text=content["evalue"])
            elif kind in ("display_data", "update_display_data"):
                tell(cell=cell, type=kind, text=content["data"].get("text/html", ""))

    def wait_until_ready() -> None:
        """What is sent to a kernel that is still starting is lost, so it is asked until it answers."""
        answered.clear()
        while not answered.is_set():
            with noting:
                nudges.add(client.kernel_info())
            answered.wait(1)

    threading.Thread(target=listen, daemon=True).start()
    tell(cell=None, type="ready")
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            if asked is None:
                manager.interrupt_kernel()
            elif asked is False:
                manager.restart_kernel(now=True)
                wait_until_ready()
                tell(cell=None, type="restarted")
            else:
                with noting:
                    cells[client.execute(asked)] = len(cells)
    finally:
        manager.shutdown_kernel(now=True)


main()
