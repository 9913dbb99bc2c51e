"""Addresses of reports and data: Polish and permanent, as people's scripts rely on them."""

from django.urls import include, path

from cooperation.web.previews import NAMESPACE, preview_of
from indicators.queries.programmes import indicator_in_preparation, programme_in_preparation
from reports.api import urls as api_urls
from reports.views.panel import dashboard
from reports.views.panel import publications as panel_publications
from reports.views.panel import reports as panel_reports
from reports.views.public import api, calendars, data, reports, search, sheets

DATA = "programy/<slug:slug>/dane/"
REPORTS = "programy/<slug:slug>/sprawozdania/"
VERSION = f"{REPORTS}<span:code>/v<number:number>/"
PANEL = "panel/programy/<slug:slug>/sprawozdania/<span:code>/"

PREVIEW = "panel/podglad/<slug:slug>/"
PREVIEWED_DATA = {
    "": (data.data, "data"),
    "wartosci.csv": (data.csv_file, "data_csv"),
    "wartosci-excel.csv": (data.excel_file, "data_excel"),
    "wartosci.xlsx": (data.xlsx_file, "data_xlsx"),
    "wartosci.json": (data.json_file, "data_json"),
    "wartosci.csv-metadata.json": (data.csv_on_the_web, "data_csvw"),
    "datapackage.json": (data.data_package, "data_package"),
}

app_name = "reports"
# Their names and parameters are those of the public pages.
previews = [
    *(
        path(f"{PREVIEW}dane/{file}", preview_of(view, programme_in_preparation), name=name)
        for file, (view, name) in PREVIEWED_DATA.items()
    ),
    path(
        "panel/podglad/wskazniki/<number:indicator_id>/wartosci.csv",
        preview_of(data.indicator_csv, indicator_in_preparation),
        name="indicator_csv",
    ),
    path(
        f"{PREVIEW}sprawozdania/",
        preview_of(reports.published_report_list, programme_in_preparation),
        name="published_report_list",
    ),
]
urlpatterns = [
    path("szukaj/", search.site_search, name="site_search"),
    path(DATA, data.data, name="data"),
    path(f"{DATA}wartosci.csv", data.csv_file, name="data_csv"),
    path(f"{DATA}wartosci-excel.csv", data.excel_file, name="data_excel"),
    path(f"{DATA}wartosci.xlsx", data.xlsx_file, name="data_xlsx"),
    path(f"{DATA}wartosci.json", data.json_file, name="data_json"),
    path(f"{DATA}wartosci.csv-metadata.json", data.csv_on_the_web, name="data_csvw"),
    path(f"{DATA}datapackage.json", data.data_package, name="data_package"),
    path("wskazniki/<number:indicator_id>/wartosci.csv", data.indicator_csv, name="indicator_csv"),
    path("programy/<slug:slug>/terminy.ics", calendars.programme_calendar, name="programme_calendar"),
    path("dane/", data.data_index, name="data_index"),
    path("dane/catalog.jsonld", data.catalogue, name="catalogue"),
    path("programy/<slug:slug>/karta.pdf", sheets.programme_sheet, name="programme_sheet"),
    path("programy/<slug:slug>/cele/<number:position>/karta.pdf", sheets.goal_sheet, name="goal_sheet"),
    path("wskazniki/<number:indicator_id>/karta.pdf", sheets.indicator_sheet, name="indicator_sheet"),
    path(REPORTS, reports.published_report_list, name="published_report_list"),
    path(f"{REPORTS}<span:code>/", reports.report, name="report"),
    path(VERSION, reports.report, name="report_version"),
    *(path(f"{VERSION}sprawozdanie.{kind}", view, name=f"report_{kind}") for kind, view in reports.FILE_VIEWS.items()),
    path(f"{VERSION}obraz.png", reports.report_image, name="report_image"),
    path(f"{VERSION}sprawozdanie.json", reports.report_json, name="report_json"),
    path("panel/", dashboard.dashboard, name="dashboard"),
    path("panel/sprawozdania/", panel_reports.report_list, name="report_list"),
    path("panel/sprawozdania/wzor.docx", panel_reports.built_in_template, name="built_in_template"),
    path(PANEL, panel_reports.report, name="panel_report"),
    path(f"{PANEL}podglad/", panel_reports.report_preview, name="report_preview"),
    path(f"{PANEL}publikacja/", panel_publications.publication_form, name="publication_form"),
    path(f"{PANEL}wersje/<number:number>/", panel_publications.publication_detail, name="publication_detail"),
    path(f"{PANEL}tabela-finansowa/", panel_reports.finance, name="finance"),
    path(f"{PANEL}<chapter:key>/", panel_reports.chapter, name="chapter"),
    path(f"{api_urls.ROOT}docs", api.documentation, name="api_docs"),
    *api_urls.urlpatterns,
    path("", include((previews, NAMESPACE))),
]
