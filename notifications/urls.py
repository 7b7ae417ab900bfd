from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_all_read, name="mark_all_read"),
    path("inbox/<int:pk>/", views.message, name="message"),
    path("inbox/<int:pk>/read/", views.mark_read, name="mark_read"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", views.delivery, name="delivery"),
    path("deliveries/<int:pk>/again/", views.send_again, name="send_again"),
    path("to-tell/", views.to_tell, name="to_tell"),
    path("to-tell/<int:pk>/told/", views.mark_told, name="mark_told"),
    path("meetings/<uuid:pk>/", views.of_meeting, name="of_meeting"),
    path("meetings/<uuid:pk>/share/", views.share, name="share"),
    path("meetings/<uuid:pk>/shared/", views.mark_shared, name="mark_shared"),
    path("health/", views.health, name="health"),
    path("starts/", views.sending_starts, name="sending_starts"),
    path("starts/of/<str:code>/", views.sending_start, name="sending_start"),
    path("stop/<str:key>/", views.stop, name="stop"),
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/change/", views.change_wishes, name="change_wishes"),
    path("wishes/of/<int:pk>/", views.wishes_of, name="wishes_of"),
    path("wishes/of/<int:pk>/change/", views.change_wishes_of, name="change_wishes_of"),
    path("rules/", views.rules, name="rules"),
    path("rules/of/<str:code>/", views.rules_of, name="rules_of"),
    path("rules/of/<str:code>/<slug:name>/", views.change_rule, name="change_rule"),
    path("rules/of/<str:code>/<slug:name>/clear/", views.clear_rule, name="clear_rule"),
    path("rules/body/<int:pk>/", views.rules_of_body, name="rules_of_body"),
    path("rules/body/<int:pk>/<slug:name>/", views.change_rule_of_body, name="change_rule_of_body"),
    path(
        "rules/body/<int:pk>/<slug:name>/clear/",
        views.clear_rule_of_body,
        name="clear_rule_of_body",
    ),
    path("quiet-times/", views.quiet_times, name="quiet_times"),
    path("quiet-times/of/<str:code>/", views.quiet_times_of, name="quiet_times_of"),
    path("quiet-times/of/<str:code>/own/", views.keep_own_quiet_times, name="keep_own_quiet_times"),
    path(
        "quiet-times/of/<str:code>/follow/",
        views.follow_quiet_times_above,
        name="follow_quiet_times_above",
    ),
    path("quiet-times/of/<str:code>/add/", views.add_quiet_time, name="add_quiet_time"),
    path("quiet-times/<int:pk>/", views.change_quiet_time, name="change_quiet_time"),
    path("quiet-times/<int:pk>/remove/", views.remove_quiet_time, name="remove_quiet_time"),
    path("remind-in-a-minute/", views.remind_in_a_minute, name="remind_in_a_minute"),
    path("caught-mail/", views.caught_mail, name="caught_mail"),
]
