"""Documents of the corpus that are not text: made here, because their layout is their point."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl


def merged_headers() -> bytes:
    """Return a DOCX with a title style, two rows of headers, merged cells, line breaks and automatic numbers."""
    file = docx.Document()
    file.add_heading("Program współpracy Gminy Lipa z organizacjami na lata 2026-2028", 0)
    file.add_heading("Cel szczegółowy 1. Lepsza wiedza", 1)
    rows = [
        ["L.p.", "Działanie", "Wskaźnik", "Wartość docelowa", "", ""],
        ["", "", "", "2026", "2027", "2028"],
        ["1", "Szkolenia", "Liczba szkoleń", "1", "2", "3"],
        ["", "", "Liczba osób", "10", "20", "30"],
        ["2", "Porady", "Liczba porad", "5", "5", "5"],
    ]
    table = file.add_table(len(rows), 6)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    for column in range(3):
        table.cell(0, column).merge(table.cell(1, column)).text = rows[0][column]
    table.cell(0, 3).merge(table.cell(0, 5)).text = "Wartość docelowa"
    for column in range(2):
        table.cell(2, column).merge(table.cell(3, column)).text = rows[2][column]
    file.add_heading("Cel szczegółowy 2. Lepsze lokale", 1)
    numbered = file.add_table(3, 4)
    for column, text in enumerate(("L.p.", "Działanie", "Wskaźnik", "Wartość docelowa")):
        numbered.cell(0, column).text = text
    for at, name in enumerate(("Remont świetlicy", "Użyczanie sal"), 1):
        numbered.cell(at, 0).paragraphs[0].style = "List Number"
        numbered.cell(at, 1).text = name
        numbered.cell(at, 2).text = "Liczba remontów" if at == 1 else "Liczba umów\nLiczba godzin"
        numbered.cell(at, 3).text = "1 do końca 2027 r." if at == 1 else "12\n400"
    file.add_paragraph("Wnioski", style="Heading 1")
    file.add_paragraph("remonty są najpilniejsze,", style="List Number")
    output = io.BytesIO()
    file.save(output)
    return output.getvalue()


def monitoring_workbook() -> bytes:
    """Return an XLSX with a hierarchy in one column, formats, a total, tables side by side and a hidden sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Monitoring"
    sheet["A1"] = "Monitoring programu współpracy Gminy Brzeg Dolny na lata 2026-2028"
    sheet.merge_cells("A1:H1")
    rows: list[list[Any]] = [
        ["Lp.", "Nazwa", "Jednostka", "Wartość bazowa", "Data", "2026", "2027", "2028", "Termin realizacji"],
        ["1", "Cel 1: Wiedza"],
        ["1.1", "Działanie 1.1 Szkolenia"],
        ["1.1.1", "Odsetek zdanych egzaminów", "%", 0.4, datetime.date(2024, 6, 30), 0.5, 0.555, 0.6,
         datetime.date(2026, 6, 30)],
        ["1.1.2", "Liczba szkoleń", "szt.", 3, datetime.date(2024, 12, 31), 4, 5],
        [None, "Suma", None, None, None, "=SUM(F6:F7)"],
        ["2", "Cel 2: Lokale"],
        ["2.1", "Użyczenia"],
        ["2.1.1", "Powierzchnia lokali [m²]", "m²", 1234.5, None, 1300, 1400.25, 1500],
    ]  # fmt: skip
    for at, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column).value = value
    for column, (percent, area) in {
        4: ("0%", "#,##0.00"),
        6: ("0%", "0.0"),
        7: ("0.0%", "0.0#"),
        8: ("0%", "General"),
    }.items():
        sheet.cell(6, column).number_format = percent
        sheet.cell(11, column).number_format = area
    sheet.cell(6, 9).number_format = "dd.mm.yyyy"
    beside = workbook.create_sheet("Obok")
    pairs: list[list[Any]] = [
        ["Działanie", "Wskaźnik", "Wartość docelowa", None, "Działanie", "Wskaźnik", "Wartość docelowa"],
        ["Debaty", "Liczba debat", 4, None, "Warsztaty", "Liczba warsztatów", 7],
        ["Dyżury", "Liczba dyżurów", 12],
    ]
    for at, row in enumerate(pairs, 2):
        for column, value in enumerate(row, 1):
            beside.cell(at, column).value = value
    workbook.create_sheet("Kopia")["A1"] = "Wskaźnik"
    workbook["Kopia"].sheet_state = "hidden"
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def semicolons_in_windows_encoding() -> bytes:
    """Return a CSV in Windows-1250 with several indicators in a cell, bullets, a blank line and a total."""
    return (
        "Działanie;Wskaźniki;Wartość docelowa;Częstotliwość pomiaru;Opiekun merytoryczny\r\n"
        '"Inkubator organizacji";"- Liczba porad\r\n'
        "- Liczba szkoleń\r\n"
        '- Odsetek zadowolonych [%]";"- 150/rok\r\n'
        "- 8/rok\r\n"
        '- 85";"raz w roku";"J. Kos"\r\n'
        '"Dzień organizacji";"Liczba wystawców\r\n'
        'Liczba odwiedzających";"20\r\n'
        '";"po każdym wydarzeniu";\r\n'
        '"Bank sprzętu";"Liczba wypożyczeń sprzętu\r\n'
        'nagłaśniającego";"1\r\n'
        '200";"co kwartał";\r\n'
        ';"Liczba napraw";"12";"co pół roku";\r\n'
        "Razem;;;;\r\n"
    ).encode("cp1250")


def shuffled_columns_in_utf16() -> bytes:
    """Return a TSV in UTF-16 with columns in another order, baselines of all kinds and a column without a meaning."""
    return (
        "Uwagi\tMiernik\tOdpowiedzialny\tPunkt wyjścia\tWartość bazowa\tRok bazowy\t"
        "Cel ogólny\tZadanie\tWartość oczekiwana\n"
        "\tLiczba skarg\tBiuro Rady\t\t14*\t2023\tPrzejrzysty urząd\tRejestr umów\t6\n"
        "pilne\tCzas oceny ofert [dni]\tWydział Finansów\tankieta\t42 (2022 r.)\t\t"
        "Przejrzysty urząd\tRejestr umów\tnie więcej niż 30\n"
        "\tLiczba publikacji\t\t\tod 2020 r.\t\tPrzejrzysty urząd\tBiuletyn\t12 rocznie\n"
    ).encode("utf-16")


def copied_and_hidden_sheets() -> bytes:
    """Return an XLSX with a goal in the first row of each sheet, hidden rows and columns, and a copy of a sheet."""
    workbook = openpyxl.Workbook()
    sheets = {
        "Cel 1": [
            ["Program współpracy Gminy Kalina na lata 2026–2027"],
            ["Cel szczegółowy 1: Sprawne konkursy"],
            ["Nr", "Działanie", "Wskaźnik", "2024 (baza)", "2026", "2027", "Jedn.", "Notatki"],
            ["1.1", "Generator ofert", "Odsetek ofert online", "50%", "80%", "100%", "%", "robocze"],
            ["1.9", "Dawne działanie", "Liczba dawnych", 1, 1, 1, "szt.", None],
            ["1.2", "Szkolenia", "Liczba szkoleń", "b.d.", 2, 3, "szt.", None],
        ],
        "Cel 2": [
            ["Cel szczegółowy 2: Dostępne lokale"],
            ["Działanie", "Wskaźnik", "Stan wyjściowy", None, "Planowana wartość", None],
            [None, None, "wartość", "data", 2026, 2027],
            ["Lokal na start", "Liczba lokali", 1, datetime.date(2024, 12, 31), 3, 4],
        ],
    }
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.remove(workbook.worksheets[0])
    first, second = workbook.worksheets
    first.row_dimensions[5].hidden = True
    first.column_dimensions["H"].hidden = True
    for area in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        second.merge_cells(area)
    workbook.copy_worksheet(second)
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


WRITTEN_HERE: dict[str, Callable[[], bytes]] = {
    "01-scalone-naglowki.docx": merged_headers,
    "04-skoroszyt.xlsx": monitoring_workbook,
    "07-kilka-w-komorce.csv": semicolons_in_windows_encoding,
    "24-ukryte-i-skopiowane.xlsx": copied_and_hidden_sheets,
    "10-zamienione-kolumny.tsv": shuffled_columns_in_utf16,
}
