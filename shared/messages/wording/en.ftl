# What guests read, in English. Short sentences, no jargon.

## Dates and times

weekday = { $n ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
month = { $n ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
day = { $weekday } { $day } { $month }
time = { $hour }:{ $minutes }
moment = { $day } { $year } at { $time }

zone = { $place } time
zone-offset = { $zone }, { $offset }

## Confirmation

confirmation-subject = Your appointment is confirmed
confirmation = { $tense ->
    [past] Hello, your appointment of { $when } ({ $zone }) with { $organization } is recorded.
   *[coming] Hello, your appointment with { $organization } is confirmed for { $when } ({ $zone }).
}
confirmation-calendar = The attached invitation adds it to your calendar.

## Reschedule

reschedule-subject = Your appointment has moved
reschedule = Hello, your appointment with { $organization } is now on { $when } ({ $zone }).
reschedule-earlier = The earlier time, { $when }, no longer holds.
update-subject = Your appointment has been updated
update = Hello, your appointment with { $organization } has been updated. Its time does not change: { $when } ({ $zone }).
reschedule-calendar = The attached invitation updates it in your calendar.

## Cancellation

cancellation-subject = Your appointment is cancelled
cancellation = Hello, your appointment of { $when } ({ $zone }) with { $organization } is cancelled.
cancellation-next = { $reply ->
    [yes] To arrange another, reply to this message or contact { $organization }.
   *[no] To arrange another, contact { $organization }.
}
cancellation-calendar = The attached file removes it from your calendar.

## Withdrawal: the appointment stands, but this address is no longer the guest's

withdrawal-subject = An invitation is no longer meant for you
withdrawal = Hello, an invitation sent by { $organization } is no longer meant for this e-mail address. There is nothing you need to do.
withdrawal-calendar = The attached file removes it from your calendar.

## Reminder

reminder-subject = Reminder: your appointment is near
reminder = Hello, we remind you of your appointment with { $organization } { $when } ({ $zone }).
reminder-day = { $lead }, { $day }, at { $time }
reminder-hour = { $lead }, at { $time }
reminder-date = on { $day } at { $time }
lead-days = { $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
}
lead-minutes = { $minutes ->
    [one] in { $minutes } minute
   *[other] in { $minutes } minutes
}
lead-hours = { $hours ->
    [one] in { $hours } hour
   *[other] in { $hours } hours
}
lead-hours-minutes = in { $hours } h { $minutes } min

## Waiting room

enter = { $when ->
    [past] To enter the waiting room:
    [today] Enter the waiting room a few minutes early:
   *[later] On the day, enter the waiting room a few minutes early:
}
enter-button = Enter the waiting room
enter-link = If the button does not work, copy this link into your browser:

footer = { $organization } sends you this message about an appointment made with this e-mail address.

## Calendar

calendar-summary = Appointment — { $organization }
calendar-description = Enter the waiting room a few minutes early: { $link }

## SMS. One segment has room for 160 characters of the GSM alphabet, the link included.

sms-weekday = { $n ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
sms-reminder = Reminder: appointment { $weekday } { $day } at { $time } ({ $place }). Waiting room: { $link }
