"""URLs of this package that may need a person, below /ogc/ and /en/ogc/; the list of processes stands in ogc.urls."""

from django.urls import path

from ogc.processes import views

urlpatterns = [
    path("processes/<str:process_id>/execution", views.execution),
    path("jobs", views.job_list),
    path("jobs/<str:job_id>", views.job),
    path("jobs/<str:job_id>/results", views.results),
    path("jobs/<str:job_id>/results/<str:name>", views.output),
]
