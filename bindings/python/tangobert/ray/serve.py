"""A cascade as a Ray Serve application: a deployment for each tier, so that tiers scale apart.

    serve run tangobert.ray.serve:build cascade=/models/sst2

or, from Python, ``ray.serve.run(tangobert.ray.serve.application("/models/sst2"))``. The routes are those of
`tango serve`. The manual: docs/scale.md.
"""
import json
import os
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, PositiveFloat, PositiveInt, ValidationError
from ray import serve
from ray.serve.config import AutoscalingConfig, AutoscalingPolicy

from .._errors import Error
from ._autoscaling import ByTokens
from ._ingress import Ingress
from ._tier import Tier

__all__ = ["Options", "application", "build"]

_MANY = 100_000  # the tiers batch what is under way, so that nothing need wait before them
_Value = TypeVar("_Value")


def _split(value: Any) -> Any:
    """`serve run` gives "1,4" for a list."""
    return value.split(",") if isinstance(value, str) and "," in value else value


_Counts = Annotated[PositiveInt | list[PositiveInt], BeforeValidator(_split)]
_Amounts = Annotated[PositiveFloat | list[PositiveFloat], BeforeValidator(_split)]


class Options(BaseModel, extra="forbid"):
    """What is given for each tier is one value for all of them, or a list."""

    cascade: str = Field(description="A cascade directory that every node sees.")
    name: str = Field("", description="Of the model; by default the directory's.")
    precision: str = Field("auto", description="fp32, bf16 or int8, where cascade.json names none.")
    min_replicas: _Counts = Field(1, description="Of each tier, at least.")
    max_replicas: _Counts = Field(8, description="Of each tier, at most.")
    num_cpus: _Amounts = Field(1, description="Of a replica of each tier, which has as many threads.")
    tokens_per_replica: _Amounts = Field(
        4096, description="Tokens in flight that one replica is for; with more, there is another one.")
    upscale_delay_s: float = Field(10, ge=0, description="How long there are more before a replica is added.")
    downscale_delay_s: float = Field(300, ge=0, description="How long there are fewer before one is taken away.")
    look_back_period_s: float = Field(30, gt=0, description="What the tokens in flight are the mean over.")
    ingress_replicas: int = Field(1, ge=1, description="Of the front, which has no model.")
    max_tokens: int = Field(1 << 20, ge=1, description="Under way in one front at most; more is refused with 429.")
    max_client_batch_size: int = Field(1024, ge=1, description="Texts of a request.")
    default_timeout: float = Field(0, ge=0, description="Seconds of a request that names none; 0: no deadline.")


Options.__doc__ += "\n\n" + "\n".join(
    f"    {name}: {field.description}" for name, field in Options.model_fields.items())


def application(cascade: str | os.PathLike[str], **options: Any) -> serve.Application:
    """A cascade to give to ``ray.serve.run``.

    Args:
        cascade: a directory that every node sees.
        options: the other fields of :class:`Options`.

    Raises:
        Error: an option that makes no sense; tiers that can't be apart (exits, endpoints).
    """
    try:
        return build(Options(cascade=os.path.abspath(os.fspath(cascade)), **options))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise Error(f"{name}: {first['msg']}", settings=(name,)) from None


def build(options: Options) -> serve.Application:
    """For ``serve run tangobert.ray.serve:build cascade=DIR …`` and the files of ``serve deploy``."""
    directory = Path(options.cascade).absolute()
    tiers = _tiers_of(directory)
    count = len(tiers)
    deployments = []
    for index in range(count):
        cpus = _of(options.num_cpus, "num_cpus", index, count)
        policy = AutoscalingPolicy(policy_function=ByTokens, policy_kwargs={
            "tokens_per_replica": _of(options.tokens_per_replica, "tokens_per_replica", index, count)})
        scaling = AutoscalingConfig(
            min_replicas=_of(options.min_replicas, "min_replicas", index, count),
            max_replicas=_of(options.max_replicas, "max_replicas", index, count),
            upscale_delay_s=options.upscale_delay_s, downscale_delay_s=options.downscale_delay_s,
            look_back_period_s=options.look_back_period_s, policy=policy)
        deployment = serve.deployment(Tier).options(
            name=f"tier-{index + 1}", autoscaling_config=scaling, max_ongoing_requests=_MANY,
            ray_actor_options={"num_cpus": cpus})
        deployments.append(deployment.bind(str(directory), index + 1, max(1, int(cpus)), {"precision": options.precision}))
    front = serve.deployment(Ingress).options(
        num_replicas=options.ingress_replicas, max_ongoing_requests=_MANY, ray_actor_options={"num_cpus": 0})
    limits = options.model_dump(include={"max_tokens", "max_client_batch_size", "default_timeout"})
    thresholds = [tier["threshold"] for tier in tiers[:-1]]
    return front.bind(options.name or directory.name, thresholds, limits, *deployments)


def _tiers_of(directory: Path) -> list[dict[str, Any]]:
    """Of a cascade.json, which the tiers' replicas check as every program does."""
    file = directory / "cascade.json"
    try:
        tiers = json.loads(file.read_text(encoding="utf8"))["tiers"]
        for number, tier in enumerate(tiers, 1):
            for field, why in (("exit_of", "shares a model with the tier after it"), ("endpoint", "is computed elsewhere")):
                if field in tier:
                    raise Error(f"{file}: tier {number} {why}, so that it can't have replicas of its own; "
                                "serve this cascade with `tango serve`", "unsupported")
        if any("threshold" not in tier for tier in tiers[:-1]):
            raise KeyError("threshold")
    except FileNotFoundError:
        raise Error(f"{file}: not there; a cascade directory holds a cascade.json", "not_found", ("cascade",)) from None
    except (ValueError, TypeError, KeyError) as error:
        if isinstance(error, Error):
            raise
        raise Error(f"{file}: not a cascade: {error!r}; `tango inspect` says what is wrong", "invalid_model") from None
    return tiers


def _of(values: _Value | list[_Value], name: str, index: int, count: int) -> _Value:
    if not isinstance(values, list):
        return values
    if len(values) != count:
        raise Error(f"{name} has {len(values)} values for {count} tiers; give one for each, or one for all",
                    settings=(name,))
    return values[index]
