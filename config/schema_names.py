"""What the schema calls choices that several resources name alike."""

ENUM_NAMES = {
    "AnswerEnum": "volunteers.models.Appointment.Answer",
    "AppointmentEndingEnum": "volunteers.models.Appointment.Ending",
    "BookKindEnum": "programme.models.Book.Kind",
    "CalendarFeedKindEnum": "meetings.models.CalendarFeed.Kind",
    "ConsentMeansEnum": "people.models.Consent.Means",
    "ConsentPurposeEnum": "people.models.Consent.Purpose",
    "DataRequestKindEnum": "people.models.DataRequest.Kind",
    "DataRequestStatusEnum": "people.models.DataRequest.Status",
    "DecreeKindEnum": "wksbm.models.Decree.Kind",
    "DutyKindEnum": "volunteers.models.Duty.Kind",
    "HolidayKindEnum": "meetings.models.Holiday.Kind",
    "InvitationAnswerEnum": "meetings.api.inviting.ANSWERS",
    "MeetingPhotoKindEnum": "meetings.models.MeetingPhoto.Kind",
    "OfficeKindEnum": "wksbm.models.Office.Kind",
    "OrganisationPostEnum": "volunteers.models.OfficeHolder.Post",
    "PillarHolderEnum": "volunteers.models.Pillar.Holder",
    "PostEnum": "wksbm.models.Seat.Post",
    "RegionLevelEnum": "regions.codes.Level",
    "ValidityEnum": "volunteers.models.Validity",
    "WksbmLevelEnum": "wksbm.models.Wksbm.Level",
}
