"""What is special to areas, addresses, basemap, census cells, stations: each by its own map."""

from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from django.db import connection

from importers.errors import ImportRefused
from importers.fieldmap import FieldMap, load_map, parse_map
from importers.pipeline import Job, Options, demo_job, run_import
from layers.models import Area, Place, PlaceKind, PopulationCell, Source, SupportService
from layers.models.vocabulary import Status
from published.models import Address, BasemapFeature, LayerVersion, PublicFeature
from tests.conftest import OLD_TOWN, turn
from tests.importers.files import csv_file, feature, geojson_file, places_map, run, school
from tests.importers.readers.test_osm import tag, way, written

CITY = shapely.box(9.85, 49.72, 10.0, 49.85)
VILLAGE = shapely.box(10.0, 49.72, 10.1, 49.85)
SOUTH = shapely.box(9.85, 49.72, 10.0, 49.78)


def municipality(key: str, area: shapely.Geometry, name: str = "Ort", kind: str = "Stadt") -> dict:
    values = {"ags": key, "name": name, "bezeichnung": kind, "einwohner_zensus2022": 1000.0}
    return feature("", shapely.geometry.mapping(area), **values)


def load_areas(folder: Path, *areas: dict) -> None:
    run(geojson_file(folder, *areas, name="areas.geojson"), load_map("gemeinden"))


# --- areas -----------------------------------------------------------------------------------------------------------


def test_areas_are_published_and_entries_find_out_where_they_lie(published_in_test: None, tmp_path: Path) -> None:
    kind = PlaceKind.objects.create(code="school", label="Schule")
    Place.objects.create(name="Schule", kind=kind, geom=OLD_TOWN, status=Status.PUBLISHED)
    load_areas(tmp_path, municipality("09663000", CITY, "Würzburg"), municipality("09679142", VILLAGE, "Höchberg"))
    assert PublicFeature.objects.using("published").filter(layer="area").count() == 2
    assert Place.objects.get().municipality_id == "09663000"
    assert Area.objects.get(pk="09663000").population == 1000
    assert PublicFeature.objects.using("published").get(layer="place").municipality == "09663000"


def test_a_municipality_that_is_gone_leaves_its_entries_to_its_neighbour(
    published_in_test: None, tmp_path: Path
) -> None:
    load_areas(tmp_path, municipality("09663000", CITY), municipality("09679142", VILLAGE))
    run(csv_file(tmp_path, school(1, lon=10.05), school(2)))
    service = SupportService.objects.create(name="Beratung")
    service.service_areas.add("09679142")
    load_areas(tmp_path, municipality("09663000", shapely.union(CITY, VILLAGE)))
    assert list(Area.objects.values_list("pk", flat=True)) == ["09663000"]
    assert set(Place.objects.values_list("municipality_id", flat=True)) == {"09663000"}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what COMMIT would ask


def test_areas_of_other_regions_are_not_ours_and_wrong_keys_are_refused(
    published_in_test: None, tmp_path: Path
) -> None:
    report = run(
        geojson_file(tmp_path, municipality("09663000", CITY), municipality("08221000", VILLAGE)), load_map("gemeinden")
    )
    assert (report.created, report.not_ours) == (1, 1)


def test_an_invalid_polygon_is_made_valid_on_the_way_in(published_in_test: None, tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(9.9, 49.7), (9.95, 49.75), (9.95, 49.7), (9.9, 49.75)])
    report = run(
        geojson_file(tmp_path, municipality("09679451", bow_tie, kind="gemeindefreies Gebiet")), load_map("gemeinden")
    )
    assert report.repairs == {"Die Fläche überschnitt sich selbst.": 1}
    area = Area.objects.get()
    assert area.geom.valid
    assert area.kind == Area.Kind.UNINCORPORATED


def test_districts_belong_to_the_city_that_they_lie_in(published_in_test: None, tmp_path: Path) -> None:
    load_areas(tmp_path, municipality("09663000", CITY))
    outline = shapely.geometry.mapping
    path = geojson_file(
        tmp_path,
        feature("", outline(SOUTH), nummer="3", name="Sanderau"),
        feature("", outline(VILLAGE), nummer="04", name="Anderswo"),
        name="districts.geojson",
    )
    report = run(path, load_map("stadtbezirke"))
    district = Area.objects.get(kind="district")
    assert (district.pk, district.parent_id, district.name) == ("0966300003", "09663000", "Sanderau")
    assert report.faults[0].sentence.startswith("Der Bezirk liegt nicht in der Gemeinde")
    # Municipalities and districts are answered for apart: a new file of one leaves the other.
    load_areas(tmp_path, municipality("09663000", CITY, "Neu"))
    assert Area.objects.filter(kind="district").exists()


def test_boundaries_alone_change_only_boundaries(published_in_test: None, tmp_path: Path) -> None:
    load_areas(tmp_path, municipality("09663000", CITY, "Würzburg"))
    before = Area.objects.get()
    rows = [
        feature("", shapely.geometry.mapping(SOUTH), ARS="096630000000"),
        feature("", shapely.geometry.mapping(VILLAGE), ARS="096795644114"),
    ]
    report = run(geojson_file(tmp_path, *rows), replace(load_map("vg250_ars"), srid=4326))
    assert (report.changed, report.refused) == (1, 1)
    after = Area.objects.get()
    assert (after.name, after.source_id, after.population) == (before.name, before.source_id, before.population)
    assert after.geom.area < before.geom.area
    # The file with the names has not changed, so it does not undo that.
    load_areas(tmp_path, municipality("09663000", CITY, "Würzburg"))
    assert Area.objects.get().geom.area == after.geom.area


def test_demo_areas_leave_with_all_that_points_to_them(published_in_test: None, tmp_path: Path) -> None:
    invented = replace(load_map("gemeinden"), name="invented")
    path = geojson_file(tmp_path, municipality("09663000", CITY), municipality("09679999", VILLAGE))
    run_import(path, [demo_job(invented)], Options())
    run(csv_file(tmp_path, school(1, lon=10.05)))
    report = run(geojson_file(tmp_path, municipality("09663000", CITY)), load_map("gemeinden"), replace_demo=True)
    assert report.demo_removed == 1
    assert list(Area.objects.values_list("pk", "source__is_demo")) == [("09663000", False)]
    assert Place.objects.get().municipality_id is None


def test_osm_boundaries_give_municipalities_and_numbered_districts(published_in_test: None, tmp_path: Path) -> None:
    admin = tag("boundary", "administrative")
    city = tag("admin_level", "6") + tag("de:amtlicher_gemeindeschluessel", "09663000") + tag("name", "Würzburg")
    district = tag("admin_level", "9") + tag("ref", "1") + tag("name", "Altstadt")
    corners = "".join(
        f'<node id="{number}" version="1" lat="{lat}" lon="{lon}"/>'
        for number, (lon, lat) in enumerate([(9.9, 49.75), (9.95, 49.75), (9.95, 49.8), (9.9, 49.8)], start=1)
    )
    ring = [1, 2, 3, 4, 1]
    path = written(tmp_path, corners, way(10, ring, admin + city), way(11, ring, admin + district))
    assert run(path, load_map("osm_boundaries")).created == 2
    assert set(Area.objects.values_list("pk", "kind")) == {("09663000", "municipality"), ("0966300001", "district")}


# --- addresses -------------------------------------------------------------------------------------------------------

ADDRESSES = """Straße;Hausnummer;PLZ;Ort;lon;lat
Müllerstraße;1;97070;Würzburg;9,93;49,79
Müllerstraße;1 a;97070;Würzburg;9,931;49,79
Müllerstraße;1;97070;Würzburg;9,9301;49,79
Am Berg;7;97234;Reichenberg;10,05;49,75
Am Berg;7;97070;Würzburg;9,94;49,79
"""


def load_addresses(folder: Path, text: str = ADDRESSES) -> None:
    path = folder / "addresses.csv"
    path.write_text(text, encoding="cp1252")
    run(path, load_map("adressen_csv"))


def test_addresses_are_kept_once_per_house_and_know_their_municipality(published_in_test: None, tmp_path: Path) -> None:
    load_areas(tmp_path, municipality("09663000", CITY), municipality("09679180", VILLAGE))
    load_addresses(tmp_path)
    found = Address.objects.using("published").values_list("street", "housenumber", "municipality")
    assert sorted(found) == [
        ("Am Berg", "7", "09663000"),
        ("Am Berg", "7", "09679180"),
        ("Müllerstraße", "1", "09663000"),
        ("Müllerstraße", "1 a", "09663000"),
    ]


def test_a_table_with_addresses_is_placed_by_them(published_in_test: None, tmp_path: Path) -> None:
    load_addresses(tmp_path)
    text = 'title = "t"\ntarget = "layers.Place"\ninclude = "place_kinds"\nid = "nr"\n'
    text += '[source]\nkey = "k"\ntitle = "t"\nlicence = "CC0-1.0"\nattribution = "a"\n'
    text += '[geometry.address]\nstreet = "strasse"\nhousenumber = "nr"\npostcode = "plz"\ncity = "ort"\n'
    text += '[fields]\nname = "name"\nkind = { value = "school" }\n'
    by_address = replace(parse_map(text, "by_address"), id=("name",))
    path = tmp_path / "t.csv"
    path.write_text(
        "name;strasse;nr;plz;ort\nA;Muellerstr.;1;97070;\nB;MÜLLERSTRASSE;1A;;würzburg\nC;Am Berg;7;97234;\n"
        "D;Am Berg;7;;\nE;Nirgendweg;1;97070;Würzburg\nF;Müllerstr.;1;97082;\nG;;;;\n"
    )
    report = run(path, by_address)
    placed = {name: (round(point.x, 3), round(point.y, 3)) for name, point in _positions().items()}
    assert placed == {"A": (9.93, 49.79), "B": (9.931, 49.79), "C": (10.05, 49.75)}
    assert {fault.ref for fault in report.faults} == {"D", "E", "F", "G"}
    assert all("Adressverzeichnis" in fault.sentence for fault in report.faults)


def _positions() -> dict:
    return {place.name: place.geom.transform(4326, clone=True) for place in Place.objects.all()}


def test_the_street_of_an_entry_moves_with_the_addresses(published_in_test: None, tmp_path: Path) -> None:
    load_areas(tmp_path, municipality("09663000", CITY))
    run(csv_file(tmp_path, school(1)))
    Place.objects.update(location_precision="street", street="Müllerstraße")
    more = "".join(f"Müllerstraße;{number};97070;Würzburg;9,96;49,79\n" for number in range(2, 9))
    load_addresses(tmp_path, ADDRESSES + more)
    shown = PublicFeature.objects.using("published").get(layer="place").geom
    assert shown.x == pytest.approx(9.96, abs=0.001)


# --- basemap ---------------------------------------------------------------------------------------------------------


def roads(folder: Path, *names: str) -> Path:
    corners = "".join(
        f'<node id="{number}" version="1" lat="{lat}" lon="{lon}"/>'
        for number, (lon, lat) in enumerate([(9.93, 49.79), (9.94, 49.79), (9.94, 49.8), (9.93, 49.8)], start=1)
    )
    ways = [way(10 + n, [1, 2], tag("highway", "residential") + tag("name", name)) for n, name in enumerate(names)]
    square = way(50, [1, 2, 3, 4, 1], tag("building", "yes"))
    return written(folder, corners, *ways, square)


@pytest.fixture
def basemap() -> FieldMap:
    return load_map("osm_basemap")


def basemap_rows() -> list[tuple[str, str, str]]:
    return sorted(BasemapFeature.objects.using("published").values_list("theme", "kind", "name"))


def basemap_version() -> int:
    turn()
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM published.layer_version WHERE layer = 'basemap'")
        return cursor.fetchone()[0]


def test_the_basemap_is_replaced_in_place(published_in_test: None, tmp_path: Path, basemap: FieldMap) -> None:
    report = run(roads(tmp_path, "Ring", "Ring", "Gasse"), basemap)
    assert report.created == 4
    assert basemap_rows() == [
        ("building", "building", ""),
        ("road", "residential", "Gasse"),
        ("road", "residential", "Ring"),
        ("road", "residential", "Ring"),
    ]
    ids, version = set(BasemapFeature.objects.using("published").values_list("pk", flat=True)), basemap_version()
    report = run(roads(tmp_path, "Ring", "Ring", "Gasse"), basemap)
    assert (report.created, report.unchanged, report.withdrawn) == (0, 4, 0)
    assert basemap_version() == version
    # Of two equal rows one goes; the others stay the rows that they were.
    report = run(roads(tmp_path, "Ring", "Weg", "Gasse"), basemap)
    assert (report.created, report.unchanged, report.withdrawn) == (1, 3, 1)
    assert len(ids & set(BasemapFeature.objects.using("published").values_list("pk", flat=True))) == 3
    assert basemap_version() == version + 1


def test_a_real_basemap_replaces_the_invented_one(published_in_test: None, tmp_path: Path, basemap: FieldMap) -> None:
    run_import(roads(tmp_path, "Erfunden"), [demo_job(basemap)], Options())
    report = run(roads(tmp_path, "Echt"), basemap, replace_demo=True)
    assert report.demo_removed == 2
    assert {name for _, _, name in basemap_rows()} == {"", "Echt"}


# --- census cells ----------------------------------------------------------------------------------------------------


def test_census_cells_keep_masked_as_masked(published_in_test: None, shared_data: Path) -> None:
    path = shared_data / "population/zensus2011_1km_wuerzburg.csv"
    report = run(path, load_map("zensus2011_1km"))
    assert report.created == 1371
    assert PopulationCell.objects.filter(is_masked=True, population__isnull=True).count() == 745
    assert not PopulationCell.objects.filter(is_masked=True, population__isnull=False).exists()
    cell = PopulationCell.objects.get(pk="CRS3035RES1000mN2954000E4292000")
    assert (cell.population, cell.from_65, cell.year, cell.size_m) == (11, None, 2011, 1000)
    assert (cell.geom.x, cell.geom.y, cell.geom.srid) == (4292500, 2954500, 3035)
    assert run(path, load_map("zensus2011_1km")).unchanged == 1371


def test_the_census_of_2022_with_dashes_and_its_polygons(published_in_test: None, tmp_path: Path) -> None:
    path = tmp_path / "zensus.csv"
    path.write_text(
        "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
        "CRS3035RES100mN2970000E4315000;4315050;2970050;7\n"
        "CRS3035RES100mN2970100E4315000;4315050;2970150;–\n"
        "CRS3035RES100mN3970100E4315000;4315050;3970150;9\n"
    )
    report = run(path, load_map("zensus2022_100m"))
    assert (report.created, report.outside) == (2, 1)
    assert set(PopulationCell.objects.values_list("population", "is_masked")) == {(7, False), (None, True)}
    # The same cell as a polygon has the same id, worked out from where it lies.
    cell = shapely.box(4315000, 2970000, 4315100, 2970100)
    polygons = geojson_file(tmp_path, feature("1", shapely.geometry.mapping(cell), population=8))
    report = run_import(polygons, [Job(load_map("zensus2022_100m_gpkg"))], Options(srid=3035, keep_missing=True))[0]
    assert (report.created, report.changed) == (0, 1)
    assert PopulationCell.objects.get(pk="CRS3035RES100mN2970000E4315000").population == 8


def test_imported_cells_bring_their_units_and_withdrawn_ones_take_them_along(
    published_in_test: None, tmp_path: Path
) -> None:
    def census(people_at: dict[int, int]) -> Path:
        """A column of cells: the people in each, by its place from south to north."""
        path = tmp_path / "zensus.csv"
        lines = [
            f"CRS3035RES100mN2970{row}00E4315000;4315050;2970{row}50;{people}" for row, people in people_at.items()
        ]
        path.write_text("\n".join(["GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner", *lines]) + "\n")
        return path

    def published() -> list[int]:
        rows = PublicFeature.objects.filter(layer="population").order_by("id")
        return [row.properties["population"] for row in rows]

    field_map = load_map("zensus2022_100m")
    run(census({0: 20, 1: 6, 4: 30}), field_map)
    assert published() == [26, 30]
    turn()
    version = LayerVersion.objects.get(layer="population").version
    assert run(census({0: 20, 1: 6, 4: 30}), field_map).unchanged == 3
    turn()
    assert LayerVersion.objects.get(layer="population").version == version
    assert run(census({0: 20, 1: 6}), field_map).withdrawn == 1
    assert published() == [26]


# --- what the maps make of real data ---------------------------------------------------------------------------------


def test_counts_of_the_shared_folder(published_in_test: None, shared_data: Path) -> None:
    for name, field_map, kind, count in (
        ("boundaries/gemeinden_wuerzburg.geojson", "gemeinden", "", 56),
        ("osm_wuerzburg/pitches.geojson", "osm_pitches", "", 290),
        ("osm_wuerzburg/schools.geojson", "osm_places", "school", 70),
        ("osm_wuerzburg/pharmacies_region.geojson", "pharmacies", "", 74),
        ("osm_wuerzburg/parking.geojson", "osm_places", "parking", 1166),
        ("climate/dwd_stations_region_wuerzburg.csv", "dwd_stations", "", 5),
    ):
        (report,) = run_import(shared_data / name, [Job(load_map(field_map), kind)], Options())
        assert (report.created, report.refused) == (count, 0), name
    public = PublicFeature.objects.using("published")
    assert public.filter(layer="area").count() == 56
    assert public.filter(layer="sports_facility").count() == 290
    assert public.filter(layer="place", kind="school").count() == 70
    assert Source.objects.get(pk="osm-pitches").attribution == "© OpenStreetMap contributors"
    # The same objects from the raw answer of Overpass have the same ids: nothing is created twice.
    raw = shared_data / "osm_wuerzburg/raw_overpass_pitches.json"
    report = run(raw, load_map("osm_pitches"))
    assert (report.created, report.withdrawn, report.stored) == (0, 0, 290)


def test_the_raw_boundaries_have_one_that_crosses_itself(published_in_test: None, shared_data: Path) -> None:
    run(shared_data / "boundaries/gemeinden_wuerzburg.geojson", load_map("gemeinden"))
    report = run(shared_data / "boundaries/VG250_GEM_simplified.zip", load_map("vg250_ars"))
    assert (report.changed, report.not_ours, report.refused) == (56, 10_934, 0)
    assert report.repairs == {"Die Fläche überschnitt sich selbst.": 1}


def test_a_file_without_any_row_of_ours_is_refused(published_in_test: None, shared_data: Path) -> None:
    with pytest.raises(ImportRefused, match="keine Zeile"):
        run(shared_data / "osm_wuerzburg/schools.geojson", load_map("osm_pitches"))


def test_places_map_reads_what_it_says(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1, plz="")), places_map())
    assert Place.objects.get().postcode == ""
