"""The addresses a stranger may see, all in one place: LoginRequiredMiddleware guards every other one."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from portal.accounts.forms import LoginForm
from portal.accounts.views import healthz

_log_in = LoginView.as_view(
    template_name="accounts/login.html",
    authentication_form=LoginForm,
    redirect_authenticated_user=True,
)

app_name = "accounts"
urlpatterns = [
    path("accounts/login/", login_not_required(_log_in), name="login"),
    path("healthz", login_not_required(healthz), name="healthz"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),  # a member's page
]
