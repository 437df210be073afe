"""Safetensors files by Hugging Face's own library, in each number format."""

import base64

import torch
from safetensors.torch import save

from common import plain_tensor, versions, write_json

generator = torch.Generator().manual_seed(9)
# Exponents of all sizes: some are subnormal or infinite in float16.
spread = torch.randn(40, generator=generator) * 2.0 ** torch.arange(-28, 12)
tensors = {
    "b.weight": torch.randn(3, 5, generator=generator),
    "a.bias": spread,
    "empty": torch.zeros(0, 4),
    "scalar": torch.tensor(-1.5),
}
FORMATS = {
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F64": torch.float64,
}

files = []
for name, dtype in FORMATS.items():
    cast = {key: tensor.to(dtype) for key, tensor in tensors.items()}
    files.append(
        {
            "dtype": name,
            "bytes": base64.b64encode(save(cast, {"format": "pt"})).decode(),
            "tensors": {key: plain_tensor(tensor.float()) for key, tensor in cast.items()},
        }
    )
# Embeddings' position_ids are integers, beside weights of several formats.
mixed = save(
    {
        "ids": torch.arange(3),
        "half": torch.tensor([0.5], dtype=torch.float16),
        "single": torch.tensor([0.25]),
    }
)
write_json(
    "safetensors.json",
    {
        "versions": versions(__file__),
        "about": "bytes: base64 of what safetensors.torch.save gives; tensors: the values in it",
        "tensors": {key: plain_tensor(tensor) for key, tensor in tensors.items()},
        "files": files,
        "mixed": base64.b64encode(mixed).decode(),
    },
)
