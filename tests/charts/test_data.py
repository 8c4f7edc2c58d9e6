"""What holds data, and who may reach it: one's own servers, one's own Secrets, certificates."""

import base64
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509

from legato_charts.helm import ChartError, Helm
from tests.charts.conftest import CHARTS, UMBRELLA, Manifest, Render

EXTERNAL: Mapping[str, Mapping[str, str]] = {
    "postgres": {
        "databases.songs.owner": "music_service",
        "databases.songs.uri": "postgresql://me@db.example/songs",
    },
    "cache": {"external.uri": "redis://:secret@cache.example:6379/0"},
    "objects": {
        "external.uri": "s3://songs?region=eu-north-1",
        "external.region": "eu-north-1",
        **{
            f"external.{who}.{key}": key
            for who in ("music", "media")
            for key in ("accessKeyId", "secretAccessKey")
        },
    },
}
"""Settings that name a server outside of the cluster, by chart."""

BESIDE = {"Secret", "ServiceAccount", "Pod"}
"""Kinds of what a chart still makes then; the pod is its test."""

GATEWAY_CERTIFICATE = {"secrets.gateway.existingSecret": "my-client"}
MEDIA_CERTIFICATE = {"secrets.tls.existingSecret": "my-server"}


def secrets_of(manifests: Sequence[Manifest]) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of each Secret by its name."""
    return {
        manifest["metadata"]["name"]: {
            key: base64.b64decode(value).decode() for key, value in manifest["data"].items()
        }
        for manifest in manifests
        if manifest["kind"] == "Secret"
    }


@pytest.mark.parametrize("chart", EXTERNAL)
def test_of_a_server_outside_only_the_secrets_are_made(render: Render, chart: str) -> None:
    settings = {"external.enabled": "true", **EXTERNAL[chart]}
    manifests = render(CHARTS / chart, settings=settings)
    assert {manifest["kind"] for manifest in manifests} <= BESIDE
    for secret in secrets_of(manifests).values():
        values = " ".join(secret.values())
        assert "example" in values or "s3://songs" in values


@pytest.mark.parametrize("chart", EXTERNAL)
def test_a_server_outside_without_an_address_is_refused(helm: Helm, chart: str) -> None:
    settings = {
        key: value for key, value in EXTERNAL[chart].items() if not key.endswith(("uri", "Id"))
    }
    with pytest.raises(ChartError, match=rf"{chart}: .*existingSecret"):
        helm.template(CHARTS / chart, settings={"external.enabled": "true", **settings})


def test_a_database_has_an_address_to_write_at_and_one_to_read_at(render: Render) -> None:
    secret = secrets_of(render())["music-db-music-service"]
    for key, host in (("uri", "music-db-rw"), ("ro_uri", "music-db-ro")):
        address = urlsplit(secret[key])
        assert (address.hostname, address.port, address.path) == (host, 5432, "/music_db")
        assert (address.username, address.password) == ("music_service", secret["password"])


def test_who_reads_objects_and_who_writes_them_have_keys_of_their_own(render: Render) -> None:
    secrets = secrets_of(render())
    music, media = secrets["objects-music"], secrets["objects-media"]
    assert music["AWS_ACCESS_KEY_ID"] != media["AWS_ACCESS_KEY_ID"]
    assert music["AWS_SECRET_ACCESS_KEY"] != media["AWS_SECRET_ACCESS_KEY"]
    address = urlsplit(music["OBJECTS_URI"])
    assert (address.scheme, address.netloc) == ("s3", "legato")
    assert parse_qs(address.query)["endpoint"] == ["http://objects:8333"]


@pytest.mark.parametrize(
    ("key", "usual"),
    [
        ("user.secrets.signing-keys.existingSecret", "user-signing-keys"),
        ("user.secrets.refresh-secret.existingSecret", "user-refresh-secret"),
        ("user.secrets.admin.existingSecret", "user-admin"),
        ("music.secrets.media-keys.existingSecret", "music-media-keys"),
        ("user-db.databases.user_db.existingSecret", "user-db-user-service"),
        ("user-cache.existingSecret", "user-cache"),
        ("objects.secrets.music.existingSecret", "objects-music"),
        ("objects.secrets.media.existingSecret", "objects-media"),
    ],
)
def test_a_secret_of_ones_own_takes_the_place_of_one_that_is_made(
    render: Render, key: str, usual: str
) -> None:
    assert usual in secrets_of(render())
    manifests = render(UMBRELLA, settings={key: "mine"})
    assert not {usual, "mine"} & secrets_of(manifests).keys()
    assert "'mine'" in str(manifests)


def test_media_and_the_gateway_trust_one_authority(render: Render) -> None:
    secrets = secrets_of(render())
    server, client = (
        {key: secrets[name][key].encode() for key in ("tls.crt", "ca.crt")}
        for name in ("media-tls", "gateway-client")
    )
    assert server["ca.crt"] == client["ca.crt"]
    authority = x509.load_pem_x509_certificate(server["ca.crt"])
    names = []
    for secret in (server, client):
        certificate = x509.load_pem_x509_certificate(secret["tls.crt"])
        certificate.verify_directly_issued_by(authority)
        names.append(certificate.subject.rfc4514_string())
    assert names == ["CN=media", "CN=gateway"]


def test_certificates_of_ones_own_come_as_two(helm: Helm, render: Render) -> None:
    for one in (GATEWAY_CERTIFICATE, MEDIA_CERTIFICATE):
        with pytest.raises(ChartError, match="go together"):
            helm.template(CHARTS / "media", settings=one)
    both = GATEWAY_CERTIFICATE | MEDIA_CERTIFICATE
    assert not secrets_of(render(CHARTS / "media", settings=both))
