"""Addresses of reports and data: Polish and permanent, as people's scripts rely on them."""

from django.urls import path

from reports.api.urls import urlpatterns as api
from reports.views import data

DATA = "programy/<slug:slug>/dane/"

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
    *api,
]
