"""Typed results of photos that show no paper: premises, machines, stock, and the nameplates of machines."""

from typing import Any, Literal

from sme_extract.schemas.fields import Count, Day, FieldModel, Number, Text, printed
from sme_extract.schemas.result import Extracted, ExtractionResult

Table = Extracted[list[dict[str, Any]]] | None


class PhotoFields(FieldModel):
    """What every photo may tell: what is to be seen on it, and what the camera wrote into the file."""

    objects: Table = printed(
        "a row a class that a detector found: class, count, items (confidence, bbox); null without a detector"
    )
    taken_on: Day = printed("day by the camera's clock")
    place: Text = printed("latitude, longitude of the camera, rounded to about a hundred metres")
    camera: Text = printed("maker and model")


class SitePhotoFields(PhotoFields):
    """A shop front, a gate, the inside of a hall."""

    sign_text: Text = printed("the large writing on the sign, line by line")
    company_name: Text = printed("name of a business on the sign, where it ends as such names do")


class EquipmentPhotoFields(PhotoFields):
    """Machines or forklifts."""

    plate_text: Text = printed("all writing that could be read, line by line")


class StockPhotoFields(PhotoFields):
    """Goods on pallets, in stacks or in racks."""

    plate_text: Text = printed("all writing that could be read, line by line")


class NameplateFields(FieldModel):
    """The plate of a machine."""

    equipment_name: Text = printed("产品名称, 设备名称, or the heading where it names a machine")
    model: Text = printed("型号, MODEL, Typ")
    serial_number: Text = printed("出厂编号, 产品编号, SERIAL NO., Fabr.-Nr.")
    maker: Text = printed("制造商, 生产厂家, MANUFACTURER, Hersteller; else the one company on the plate")
    year: Count = printed("year in which it was made")
    made_month: Text = printed("year and month, 2018-06, where the plate says so")
    made_on: Day = printed("day, where the plate says so")
    rated_power_kw: Number = printed("功率, RATED POWER, Leistung, in kW")
    voltage_v: Text = printed("电压, VOLTAGE, Spannung, in V; 220/380 where two are printed")


class SitePhotoResult(ExtractionResult):
    """Result of kind `site_photo`."""

    kind: Literal["site_photo"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: SitePhotoFields  # type: ignore[assignment]


class EquipmentPhotoResult(ExtractionResult):
    """Result of kind `equipment_photo`."""

    kind: Literal["equipment_photo"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: EquipmentPhotoFields  # type: ignore[assignment]


class StockPhotoResult(ExtractionResult):
    """Result of kind `stock_photo`."""

    kind: Literal["stock_photo"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: StockPhotoFields  # type: ignore[assignment]


class NameplateResult(ExtractionResult):
    """Result of kind `nameplate`."""

    kind: Literal["nameplate"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: NameplateFields  # type: ignore[assignment]
