"""Long account statements: how long they take and how much memory, by format.

python benchmarks/statements.py [ROWS]

Writes statements of so many transactions (200,000 unless told) as CSV, XLSX, MT940 and CAMT.053, reads each in a
process of its own, writes its result and its rows as `run` does, and prints rows, CPU and wall seconds and the peak
memory of the process.
"""

import csv
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl

HEAD = ("交易时间", "借方发生额/元(支取)", "贷方发生额/元(收入)", "余额", "币种", "对方户名", "对方账号",
        "对方开户机构", "摘要", "备注", "账户明细编号-交易流水号")  # fmt: skip
TITLE = (("中国建设银行账户明细信息",), ("账号", "33150198373600001234", "账户名称", "宁波某某有限公司"))
FIRST = datetime.fromisoformat("2024-01-01")
Txn = tuple[datetime, Decimal, Decimal, str, str, str]
"""When, amount (below zero: out), balance after it, counterparty, summary, serial number."""


def transactions(n: int) -> Iterator[Txn]:
    """A plausible stream, the same each time."""
    balance = Decimal("1000000.00")
    for i in range(n):
        amount = Decimal(i * 7919 % 1000000 + 100) / 100 * (1 if i % 2 else -1)
        balance += amount
        yield (
            FIRST + timedelta(minutes=5 * i),
            amount,
            balance,
            f"客户{i % 997}有限公司",
            ("货款", "手续费")[i % 2],
            f"{i:012}",
        )


def row(txn: Txn) -> list[str]:
    """As 建设银行 prints it."""
    at, amount, balance, name, words, serial = txn
    sides = ("", f"{amount:.2f}") if amount > 0 else (f"{-amount:.2f}", "")
    return [
        f"{at:%Y%m%d %H:%M:%S}",
        *sides,
        f"{balance:.2f}",
        "人民币元",
        name,
        "3301000000000001",
        "宁波分行",
        words,
        "",
        serial,
    ]


def as_csv(n: int, path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([*TITLE, HEAD])
        csv.writer(stream).writerows(map(row, transactions(n)))


def as_xlsx(n: int, path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    for cells in (*TITLE, HEAD):
        sheet.append(cells)
    for txn in transactions(n):
        sheet.append([float(text) if text and 0 < at < 4 else text for at, text in enumerate(row(txn))])
    book.save(path)


def as_mt940(n: int, path: Path) -> None:
    lines = [":20:A", ":25:DE89370400440532013000", ":28C:1/1", ":60F:C231231EUR1000000,00"]
    closing = Decimal(0)
    for at, amount, balance, name, words, serial in transactions(n):
        closing = balance
        mark, number = "C" if amount > 0 else "D", f"{abs(amount):.2f}".replace(".", ",")
        lines += [f":61:{at:%y%m%d%m%d}{mark}{number}NTRFNONREF//{serial}", f":86:166?00{words}?32{name}"]
    mark, number = "C" if closing >= 0 else "D", f"{abs(closing):.2f}".replace(".", ",")
    path.write_text("\r\n".join([*lines, f":62F:{mark}251231EUR{number}", "-"]), encoding="utf-8")


def as_camt(n: int, path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(
            "<Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>"
        )
        for at, amount, _, name, words, serial in transactions(n):
            stream.write(
                f'<Ntry><Amt Ccy="EUR">{abs(amount):.2f}</Amt><CdtDbtInd>{"CRDT" if amount > 0 else "DBIT"}</CdtDbtInd>'
                f"<Sts>BOOK</Sts><BookgDt><Dt>{at:%Y-%m-%d}</Dt></BookgDt><AcctSvcrRef>{serial}</AcctSvcrRef><NtryDtls>"
                f"<TxDtls><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>"
                f"</NtryDtls><AddtlNtryInf>{words}</AddtlNtryInf></Ntry>"
            )
        stream.write("</Stmt></BkToCstmrStmt></Document>")


WRITERS: dict[str, Callable[[int, Path], None]] = {
    "statement.csv": as_csv, "statement.xlsx": as_xlsx, "statement.sta": as_mt940, "statement.xml": as_camt,
}  # fmt: skip


def measure(path: Path, out: Path, answer: "multiprocessing.Queue[tuple[int, float, float, float, list[str]]]") -> None:
    """Rows, CPU and wall seconds, peak megabytes and findings of one file; in a process of its own."""
    from sme_extract.pipeline.inputs import InputItem
    from sme_extract.pipeline.process import process
    from sme_extract.pipeline.registry import load_registry
    from sme_extract.pipeline.settings import Settings
    from sme_extract.pipeline.writer import write_result

    start = time.perf_counter()
    _, results = process(InputItem(path), Settings(ocr="off"), load_registry())
    rows = 0
    for result in results:
        write_result(out / "result.json", result)
        rows += sum(table.n_rows for table in (result.tables or {}).values())
    seconds = time.perf_counter() - start
    busy = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.put((rows, busy, seconds, peak, sorted({finding.code for result in results for finding in result.findings})))


def main() -> None:
    """Each format once."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    names = sys.argv[2:] or list(WRITERS)
    print(f"{'file':18}{'MB':>8}{'rows':>10}{'CPU s':>8}{'wall s':>8}{'peak MB':>10}  findings")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder) / name
            WRITERS[name](n, path)
            spawn = multiprocessing.get_context("spawn")
            answer = spawn.Queue()
            child = spawn.Process(target=measure, args=(path, Path(folder), answer))
            child.start()
            rows, busy, seconds, peak, codes = answer.get()
            child.join()
            size = path.stat().st_size / 1e6
            times = f"{busy:>8.1f}{seconds:>8.1f}"
            print(f"{name:18}{size:>8.1f}{rows:>10}{times}{peak:>10.0f}  {', '.join(codes)}", flush=True)


if __name__ == "__main__":
    main()
