"""The certificate for the town's public name."""

from apiflask import APIBlueprint

from appliance.domain.staff import Role
from appliance.privileged.client import Privileged
from appliance.setup import certificate
from appliance.web import auth
from appliance.web.api import inputs, shapes
from appliance.web.context import context, now

blueprint = APIBlueprint("certificate", __name__, url_prefix="/api/certificate", tag="Set-up")


@blueprint.get("")
@blueprint.output(shapes.CertificateView)
@auth.staff_only(Role.ADMIN)
def show() -> shapes.CertificateView:
    """The public address and the certificate that citizens' browsers see there."""
    found = certificate.shown()
    if found is None:
        return shapes.CertificateView(public_url=context().config.public_url, names=[], issuer="", not_after=None)
    return shapes.CertificateView(
        public_url=context().config.public_url, names=list(found.names), issuer=found.issuer, not_after=found.not_after
    )


@blueprint.put("")
@blueprint.input(inputs.OwnCertificate)
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def give(json_data: inputs.OwnCertificate) -> str:
    """Use the town's own certificate for its public address; kiosks go on trusting the office's authority."""
    given = json_data
    certificate.give(Privileged(), given.public_url, given.certificate_pem, given.key_pem, now())
    return ""


@blueprint.delete("")
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def withdraw() -> str:
    """Without a public address."""
    certificate.withdraw(Privileged())
    return ""
