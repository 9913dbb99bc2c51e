"""Another version in the checkout is installed beside the old one, after a backup of every office."""

from tests.deploy.installed.conftest import MACHINE, OFFICE, run


def test_update_backs_up_and_keeps_data(send, indicator_id):
    page = send("GET", f"/wskazniki/{indicator_id}/").text
    backups = MACHINE / "var/backups/portal" / OFFICE
    before = len(list(backups.glob("portal-*.tar")))
    former = (MACHINE / "opt/portal/current").readlink()
    with (MACHINE / "src/README.md").open("a", encoding="utf-8") as file:
        file.write("\nAnother version.\n")
    run("/src/deploy/install", "--prepare")
    assert (MACHINE / "opt/portal/current").readlink() == former
    output = run("/src/deploy/install")
    assert (MACHINE / "opt/portal/current").readlink() != former
    assert (MACHINE / "opt/portal" / former).is_dir()
    assert output.count("portal-20") >= 1  # the backup names its file
    assert len(list(backups.glob("portal-*.tar"))) == before + 1
    assert send("GET", "/readyz").status == 200
    assert send("GET", f"/wskazniki/{indicator_id}/").text == page
