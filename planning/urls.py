"""URLs of this room, below /planung/."""

from django.urls import path

from planning.views import tokens

app_name = "planning"
urlpatterns = [
    path("zugangsschluessel/", tokens.tokens, name="tokens"),
    path("zugangsschluessel/<int:token_id>/widerrufen/", tokens.revoke, name="revoke_token"),
]
