"""Addresses of reports and data: Polish and permanent, as people's scripts rely on them."""

from django.urls import path

from reports.api.urls import urlpatterns as api
from reports.views.panel import publications as panel_publications
from reports.views.panel import reports as panel_reports
from reports.views.public import data, reports, sheets

DATA = "programy/<slug:slug>/dane/"
REPORTS = "programy/<slug:slug>/sprawozdania/"
VERSION = f"{REPORTS}<span:code>/v<number:number>/"
PANEL = "panel/programy/<slug:slug>/sprawozdania/<span:code>/"

app_name = "reports"
urlpatterns = [
    path(DATA, data.data, name="data"),
    path(f"{DATA}wartosci.csv", data.csv_file, name="data_csv"),
    path(f"{DATA}wartosci-excel.csv", data.excel_file, name="data_excel"),
    path(f"{DATA}wartosci.xlsx", data.xlsx_file, name="data_xlsx"),
    path(f"{DATA}wartosci.json", data.json_file, name="data_json"),
    path(f"{DATA}wartosci.csv-metadata.json", data.csv_on_the_web, name="data_csvw"),
    path(f"{DATA}datapackage.json", data.data_package, name="data_package"),
    path("wskazniki/<number:indicator_id>/wartosci.csv", data.indicator_csv, name="indicator_csv"),
    path("dane/catalog.jsonld", data.catalogue, name="catalogue"),
    path("programy/<slug:slug>/karta.pdf", sheets.programme_sheet, name="programme_sheet"),
    path("programy/<slug:slug>/cele/<number:position>/karta.pdf", sheets.goal_sheet, name="goal_sheet"),
    path("wskazniki/<number:indicator_id>/karta.pdf", sheets.indicator_sheet, name="indicator_sheet"),
    path(REPORTS, reports.reports, name="reports"),
    path(f"{REPORTS}<span:code>/", reports.report, name="report"),
    path(VERSION, reports.report, name="report_version"),
    path(f"{VERSION}sprawozdanie.docx", reports.report_docx, name="report_docx"),
    path(f"{VERSION}sprawozdanie.pdf", reports.report_pdf, name="report_pdf"),
    path(f"{VERSION}sprawozdanie.xlsx", reports.report_xlsx, name="report_xlsx"),
    path(f"{VERSION}sprawozdanie.json", reports.report_json, name="report_json"),
    path("panel/sprawozdania/", panel_reports.report_list, name="report_list"),
    path("panel/sprawozdania/wzor.docx", panel_reports.built_in_template, name="built_in_template"),
    path(PANEL, panel_reports.report, name="panel_report"),
    path(f"{PANEL}podglad/", panel_reports.preview, name="preview"),
    path(f"{PANEL}publikacja/", panel_publications.publish, name="publish"),
    path(f"{PANEL}wersje/<number:number>/", panel_publications.version, name="version"),
    path(f"{PANEL}tabela-finansowa/", panel_reports.finance, name="finance"),
    path(f"{PANEL}<chapter:key>/", panel_reports.chapter, name="chapter"),
    *api,
]
