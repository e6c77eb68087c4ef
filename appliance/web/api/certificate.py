"""The certificate for the town's public name: fetched by itself, or the town's own."""

from apiflask import APIBlueprint

from appliance.certificates import directory, public
from appliance.certificates.automatic import Automatic, renewal_at
from appliance.certificates.kept import Settings
from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.privileged.client import Privileged
from appliance.web import auth
from appliance.web.api import inputs, machine_shapes
from appliance.web.context import context, now

blueprint = APIBlueprint("certificate", __name__, url_prefix="/api/certificate", tag="Set-up")


@blueprint.get("")
@blueprint.output(machine_shapes.CertificateView)
@auth.staff_only(Role.ADMIN)
def show() -> machine_shapes.CertificateView:
    """The public address and the certificate that citizens' browsers see there."""
    return _view()


@blueprint.put("")
@blueprint.input(inputs.OwnCertificate)
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def give(json_data: inputs.OwnCertificate) -> str:
    """Use the town's own certificate for its public address; kiosks go on trusting the office's authority."""
    given = json_data
    public.check(given.public_url, given.certificate_pem, given.key_pem, now())
    _end_automatic()
    public.give(Privileged(), given.public_url, given.certificate_pem, given.key_pem, now())
    return ""


@blueprint.delete("")
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def withdraw() -> str:
    """Without a public address."""
    _end_automatic()
    public.withdraw(Privileged())
    return ""


@blueprint.post("/terms")
@blueprint.input(inputs.CertificateDirectory)
@blueprint.output(machine_shapes.CertificateTermsView)
@auth.staff_only(Role.ADMIN)
def terms(json_data: inputs.CertificateDirectory) -> machine_shapes.CertificateTermsView:
    """What somebody agrees to who lets certificates be fetched there."""
    return machine_shapes.CertificateTermsView(terms=directory.terms(json_data.directory, json_data.ca_pem))


@blueprint.post("/automatic")
@blueprint.input(inputs.AutomaticCertificate)
@blueprint.output(machine_shapes.CertificateView)
@auth.staff_only(Role.ADMIN)
def fetch(json_data: inputs.AutomaticCertificate) -> machine_shapes.CertificateView:
    """Fetch a certificate now, and renew it from now on. How it goes is told by GET."""
    asked = json_data
    _automatic().choose(Settings(asked.name, asked.directory, asked.email, asked.ca_pem))
    return _view()


@blueprint.post("/automatic/run")
@blueprint.output(machine_shapes.CertificateView)
@auth.staff_only(Role.ADMIN)
def run() -> machine_shapes.CertificateView:
    """Try again now."""
    _automatic().try_now()
    return _view()


def _automatic() -> Automatic:
    automatic = context().parts.certificate
    if automatic is None:
        raise OfficeError("appliance_only")
    return automatic


def _end_automatic() -> None:
    automatic = context().parts.certificate
    if automatic is not None:
        automatic.end()


def _view() -> machine_shapes.CertificateView:
    automatic = context().parts.certificate
    found = automatic.shown() if automatic else public.shown()
    view = machine_shapes.CertificateView(public_url=context().config.public_url, names=[], issuer="", not_after=None)
    if found is not None:
        view.names, view.issuer, view.not_after = list(found.names), found.issuer, found.not_after
    view.automatic = _automatic_view(automatic, found) if automatic else None
    return view


def _automatic_view(
    automatic: Automatic, shown: public.PublicCertificate | None
) -> machine_shapes.AutomaticCertificateView | None:
    """Neither the account's key nor the contact: nobody needs them on a page."""
    settings, state = automatic.settings(), automatic.state()
    if settings is None:
        return None
    return machine_shapes.AutomaticCertificateView(
        name=settings.name, directory=settings.directory,
        step=automatic.progress or ("waiting" if state.wanted else ""), attempted_at=state.at, problem=state.problem,
        reason=state.reason, retry_at=state.retry_at if state.problem else None,
        renews_at=renewal_at(shown) if shown else None,
    )  # fmt: skip
