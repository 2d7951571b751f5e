"""How well features and simple models part companies that defaulted from those that did not."""

from pydantic import Field

from sme_extract.schemas.result import Contract


class Estimate(Contract):
    """A figure with the range that 95 % of resampled sets of companies give."""

    value: float
    low: float
    high: float


class FeatureScore(Contract):
    """One feature alone."""

    feature: str
    n_missing: int = Field(description="Companies without a value; they take the middle rank.")
    higher_is_riskier: bool = Field(
        description="As seen in the data: a feature without any power gets an AUC above 0.5."
    )
    auc: Estimate
    over_reference: Estimate | None = Field(description="AUC less that of the reference, over the same companies.")


class ModelScore(Contract):
    """A regularised logistic regression of a set of features, on companies that it did not see."""

    model: str
    features: tuple[str, ...]
    auc: Estimate
    over_reference: Estimate | None = Field(description="AUC less that of the reference, over the same companies.")


class ScorecardReport(Contract):
    """Features alone, best first, then models."""

    n_companies: int
    n_defaults: int
    reference: str | None = Field(description="The feature that all are compared with.")
    folds: int
    repeats: int
    resamples: int
    seed: int
    features: tuple[FeatureScore, ...]
    models: tuple[ModelScore, ...]
