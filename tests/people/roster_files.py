"""Rosters as the programs in use export them, small and made up."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]

ENTRA_HEADINGS = (
    *("userPrincipalName", "displayName", "surname", "mail", "givenName", "objectId", "userType"),
    *("jobTitle", "department", "accountEnabled", "usageLocation", "streetAddress", "state", "country"),
    *("physicalDeliveryOfficeName", "city", "postalCode", "telephoneNumber", "mobile", "creationType"),
)


def entra_row(
    name: str,
    address: str,
    *,
    key: str,
    department: str = "Salg",
    title: str = "Rådgiver",
    kind: str = "Member",
    enabled: str = "True",
    mail: str | None = None,
) -> list[str]:
    first, _space, last = name.rpartition(" ")
    shown = address if mail is None else mail
    rest = ["NO", "", "", "Norge", "", "Tromsø", "9008", "", "", ""]
    return [address, name, last, shown, first, key, kind, title, department, enabled, *rest][:20]


ENTRA = (
    ENTRA_HEADINGS,
    entra_row("Åse Ødegård", "ase@nordlys.no", key="a-1", title="Salgssjef"),
    entra_row("Bjørn Næss", "BJORN@nordlys.no", key="a-2"),
    entra_row("Jens Tomt", "jens@nordlys.no", key="a-3", mail=""),
    entra_row("Gro Gjest", "gro_gmail.com#EXT#@nordlys.onmicrosoft.com", key="a-4", kind="Guest"),
    entra_row("Sven Sluttet", "sven@nordlys.no", key="a-5", enabled="False"),
)

GOOGLE = (
    (
        *("First Name [Required]", "Last Name [Required]", "Email Address [Required]", "Password [Required]"),
        *("Org Unit Path [Required]", "Status [READ ONLY]", "Recovery Email", "Manager Email"),
        *("Employee Title", "Department"),
    ),
    ("Kari", "Nordmann", "kari@nordlys.no", "****", "/Norge/Salg", "Active", "k@x.no", "", "Sjef", ""),
    ("Ola", "Lie", "ola@nordlys.no", "****", "/", "Active", "", "Kari@nordlys.no", "Selger", "Marked"),
    ("Per", "Pause", "per@nordlys.no", "****", "/", "Suspended", "", "", "", ""),
)

PLAIN = (
    ("name", "email", "team", "title", "leader"),
    ("Kari Nordmann", "kari@nordlys.no", "Salg", "Sjef", "yes"),
    ("Ola Lie", "ola@nordlys.no", "Salg", "Selger", ""),
    ("Åse Ødegård", "ase@nordlys.no", "Drift", "", "x"),
)

NORWEGIAN = (
    ("Navn", "E-post", "Avdeling", "Stilling", "Leder"),
    ("Kari Nordmann", "kari@nordlys.no", "Salg", "Sjef", "Ja"),
    ("Ola Lie", "ola@nordlys.no", "Salg", "Selger", "Nei"),
)


PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def as_csv(rows: Rows, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    written = StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue().encode(encoding)


def as_excel_writes(rows: Rows) -> bytes:
    """Return a workbook with its texts in a table of their own, some in runs, and a hidden sheet first."""
    texts, cells = [], []
    for line, row in enumerate(rows, start=1):
        written = []
        for place, cell in enumerate(row):
            written.append(f'<c r="{chr(65 + place)}{line}" t="s"><v>{len(texts)}</v></c>')
            half = len(str(cell)) // 2
            first, second = escape(str(cell)[:half]), escape(str(cell)[half:])
            texts.append(f'<si><r><t xml:space="preserve">{first}</t></r><r><t>{second}</t></r></si>')
        cells.append(f'<row r="{line}">{"".join(written)}</row>')
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{office}"><sheets>'
        '<sheet name="H" state="hidden" sheetId="1" r:id="r1"/><sheet name="A" sheetId="2" r:id="r2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/worksheet" Target="worksheets/sheet2.xml"/>'
        f'<Relationship Id="r3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData/></worksheet>",
        "xl/worksheets/sheet2.xml": f"<worksheet {MAIN}><sheetData>{''.join(cells)}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{''.join(texts)}</sst>",
    }
    written_to = BytesIO()
    with ZipFile(written_to, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written_to.getvalue()


def as_xlsx(rows: Rows) -> bytes:
    book, written = Workbook(), BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(written)
    return written.getvalue()
