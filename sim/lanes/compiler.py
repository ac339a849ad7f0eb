"""All that lanes take of the compiler's inside, in one place, since its next version may change it."""

from importlib import import_module
from typing import Any

import numba
import numba.core.types as _types
from numba.core import cgutils as _cgutils
from numba.core.dispatcher import Dispatcher as _Dispatcher
from numba.core.typeconv.castgraph import Conversion as _Conversion
from numba.core.typing.templates import AbstractTemplate as _AbstractTemplate
from numba.core.typing.templates import infer_global as _infer_global
from numba.core.typing.templates import signature as _signature
from numba.extending import intrinsic as _intrinsic
from numba.extending import lower_builtin as _lower_builtin
from numba.extending import lower_cast as _lower_cast
from numba.extending import models as _models
from numba.extending import overload as _overload
from numba.extending import register_model as _register_model
from numba.np import arrayobj as _arrayobj

njit: Any = numba.njit
types: Any = _types
ir: Any = import_module("llvmlite.ir")
cgutils: Any = _cgutils
arrayobj: Any = _arrayobj
models: Any = _models
Dispatcher: Any = _Dispatcher
Conversion: Any = _Conversion
AbstractTemplate: Any = _AbstractTemplate
infer_global: Any = _infer_global
signature: Any = _signature
intrinsic: Any = _intrinsic
lower_builtin: Any = _lower_builtin
lower_cast: Any = _lower_cast
overload: Any = _overload
register_model: Any = _register_model
