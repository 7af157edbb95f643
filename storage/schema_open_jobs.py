"""The ninth schema: the models that are waited for, found without going through the line."""

NINTH: tuple[str, ...] = (
    "CREATE INDEX jobs_models_in_line ON jobs (model, status) WHERE status = 'queued'",
)
