"""The addresses of one's own account. What a stranger may see is marked login_not_required, here, in
allauth_urls.py and in metrics/urls.py: LoginRequiredMiddleware guards every other one."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from portal.accounts import own_views, views
from portal.accounts.allauth_urls import log_in

app_name = "accounts"
urlpatterns = [
    path("accounts/login/", login_not_required(log_in), name="login"),
    path("accounts/logout/", views.log_out, name="logout"),
    path("administration/sign-in/", own_views.own, name="own"),
    path("administration/sign-in/password/", own_views.password, name="password"),
    path("administration/sign-in/end/<int:sign_in_id>/", own_views.end_one, name="end-one"),
    path("administration/sign-in/end-others/", own_views.end_others, name="end-others"),
]
