"""URLs of this room, below /tiles/. Numbers are read by the views: what is out of range is not found."""

from django.urls import path

from tiles import views

app_name = "tiles"
urlpatterns = [
    path("style.json", views.style, name="style"),
    path("basemap.json", views.basemap, name="basemap"),
    path("basemap.svg", views.picture, name="picture"),
    path("basemap/<str:z>/<str:x>/<str:y>.pbf", views.basemap_tile),
    path("<slug:layer>.json", views.layer, name="layer"),
    path("<slug:layer>/<str:z>/<str:x>/<str:y>.pbf", views.layer_tile),
]
