"""The published JSON Schemas (draft 2020-12), made from the models.

`python -m sme_extract.schemas.publish` writes them.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sme_extract.schemas.acceptance_bill import AcceptanceBillResult
from sme_extract.schemas.bank_receipt import BankReceiptResult
from sme_extract.schemas.bank_statement import BankStatementResult
from sme_extract.schemas.business_licence import BusinessLicenceResult
from sme_extract.schemas.cit_return import CitReturnResult
from sme_extract.schemas.contract import ContractResult
from sme_extract.schemas.explanation import Explanation
from sme_extract.schemas.factory_video import FactoryVideoResult
from sme_extract.schemas.feature import CompanyFeatures
from sme_extract.schemas.financial_statement import FinancialStatementResult
from sme_extract.schemas.forecast import ForecastReport
from sme_extract.schemas.invoice_ledger import InvoiceLedgerResult
from sme_extract.schemas.patent_certificate import PatentCertificateResult
from sme_extract.schemas.patent_document import PatentDocumentResult
from sme_extract.schemas.photos import EquipmentPhotoResult, NameplateResult, SitePhotoResult, StockPhotoResult
from sme_extract.schemas.qualification_certificate import QualificationCertificateResult
from sme_extract.schemas.reconciliation_statement import ReconciliationStatementResult
from sme_extract.schemas.result import SCHEMA_VERSION, Contract, ExtractionResult, FileOutcome
from sme_extract.schemas.scorecard import ScorecardReport
from sme_extract.schemas.summary import RunSummary
from sme_extract.schemas.tax_paid import TaxCertificateResult, TaxCreditGradeResult
from sme_extract.schemas.tickets import AirTicketResult, RailTicketResult, TaxiReceiptResult
from sme_extract.schemas.trade_papers import DeliveryNoteResult, PurchaseOrderResult, WarehouseReceiptResult
from sme_extract.schemas.utility_bill import UtilityBillResult
from sme_extract.schemas.vat_invoice import VatInvoiceResult
from sme_extract.schemas.vat_return import VatReturnResult
from sme_extract.schemas.vehicle_sale import VehicleSaleResult

DRAFT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, type[ExtractionResult]] = {
    "acceptance_bill": AcceptanceBillResult,
    "air_ticket": AirTicketResult,
    "bank_receipt": BankReceiptResult,
    "bank_statement": BankStatementResult,
    "cit_return": CitReturnResult,
    "business_licence": BusinessLicenceResult,
    "delivery_note": DeliveryNoteResult,
    "contract": ContractResult,
    "equipment_photo": EquipmentPhotoResult,
    "factory_video": FactoryVideoResult,
    "financial_statement": FinancialStatementResult,
    "invoice_ledger": InvoiceLedgerResult,
    "nameplate": NameplateResult,
    "patent_certificate": PatentCertificateResult,
    "patent_document": PatentDocumentResult,
    "purchase_order": PurchaseOrderResult,
    "qualification_certificate": QualificationCertificateResult,
    "rail_ticket": RailTicketResult,
    "reconciliation_statement": ReconciliationStatementResult,
    "site_photo": SitePhotoResult,
    "stock_photo": StockPhotoResult,
    "tax_certificate": TaxCertificateResult,
    "tax_credit_grade": TaxCreditGradeResult,
    "taxi_receipt": TaxiReceiptResult,
    "utility_bill": UtilityBillResult,
    "vat_invoice": VatInvoiceResult,
    "vat_return": VatReturnResult,
    "vehicle_sale": VehicleSaleResult,
    "warehouse_receipt": WarehouseReceiptResult,
}
"""Kinds whose fields have a contract of their own."""
MODELS: dict[str, type[Contract]] = {
    "result": ExtractionResult,
    "outcome": FileOutcome,
    "summary": RunSummary,
    "forecast": ForecastReport,
    "scorecard": ScorecardReport,
    "features": CompanyFeatures,
    "explanation": Explanation,
    **KINDS,
}
FOLDER = Path(__file__).parent / "json"


def schema(name: str) -> dict[str, Any]:
    """The schema of one contract, as it is written."""
    model = MODELS[name]
    return _headed(name, model.model_json_schema())


def kind_schema(kind: str, fields: Iterable[str]) -> dict[str, Any]:
    """The schema of the results of one kind: the contract of all results, with its fields by name."""
    body = ExtractionResult.model_json_schema()
    body["properties"]["kind"] = {"const": kind}
    value = body["properties"]["fields"]["additionalProperties"]
    body["properties"]["fields"] = {
        "type": "object",
        "properties": dict.fromkeys(fields, value),
        "additionalProperties": value,
    }
    return _headed(kind, body)


def publish(folder: Path = FOLDER) -> None:
    """Write one file for each contract."""
    folder.mkdir(exist_ok=True)
    for name in MODELS:
        (folder / f"{name}.schema.json").write_text(text(schema(name)), encoding="utf-8", newline="\n")


def text(data: dict[str, Any]) -> str:
    """A schema as its file holds it."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _headed(name: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DRAFT,
        "$id": f"urn:sme-extract:schema:{name}:{SCHEMA_VERSION}",
        "version": SCHEMA_VERSION,
        **body,
    }


if __name__ == "__main__":
    publish()
