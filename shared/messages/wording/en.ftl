# What guests read, in English. Short sentences, no jargon.

-nbsp = {"\u00A0"}

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

appointment-footer = { $organization } sends you this message about an appointment made with this e-mail address.

## Documents

documents-subject = Documents are waiting for you
documents = { $documents ->
    [one] Hello, { $organization } is sending you a document, available until { $when } ({ $zone }):
   *[other] Hello, { $organization } is sending you { $documents }{ -nbsp }documents, available until { $when } ({ $zone }):
}
documents-button = { $documents ->
    [one] See the document
   *[other] See the documents
}
documents-unexpected = If you were not expecting this, ignore this message.
documents-footer = { $organization } sends you this message to pass documents on to this e-mail address.

## Every mail with a button

button-instead = If the button does not work, copy this link into your browser:

## Titles of pages

page-title = { $heading } – { $organization }

## The documents' page

page-heading = { $documents ->
    [one] { $organization } is sending you a document
   *[other] { $organization } is sending you { $documents }{ -nbsp }documents
}
page-until = { $seen ->
    [today] Available today, until { $when } ({ $zone }).
   *[later] Available until { $when } ({ $zone }).
}
page-file = { $kind ->
    [png] PNG image ({ $size })
    [jpeg] JPEG image ({ $size })
   *[pdf] PDF document ({ $size })
}
page-unnamed = Document without a name
page-download = Download
page-download-all = Download all (one{ -nbsp }zip{ -nbsp }file)

## The waiting room's page

waiting-heading = { $guest ->
    [waiting] You are in the waiting room
   *[arriving] Waiting room
}
waiting-start = { $tense ->
    [past] Your appointment was planned for { $when } ({ $zone }).
   *[coming] { $day ->
        [same] Your appointment is at { $when } ({ $zone }).
       *[other] Your appointment is on { $when } ({ $zone }).
    }
}
waiting-told = { $organization } has been told; keep this page open.
waiting-lost = The connection is lost. We are trying again; keep this page open.
waiting-unaided = This page cannot tell by itself that it is still open: please press this button at least once a minute.
waiting-button = { $guest ->
    [waiting] I am still here
   *[arriving] I am here
}

## Pages that say why there is nothing to see

notice-heading = { $notice ->
    [expired] This link has expired
    [unknown] This link is not valid
    [try-again] One moment, please
   *[wrong] This page is not available
}
notice-next = { $notice ->
    [expired] Ask { $sender ->
        [known] { $organization }
       *[unknown] the sender
    } to send it again.
    [unknown] Check that it was copied in full.
    [try-again] Your request has not gone through yet. Wait a minute, then open the link in your message again.
   *[wrong] Open the link in your message again. If that is not enough, contact { $sender ->
        [known] { $organization }
       *[unknown] the sender
    }.
}

## Sizes of files

size-bytes = { $bytes ->
    [one] { $bytes }{ -nbsp }byte
   *[other] { $bytes }{ -nbsp }bytes
}
size = { $unit ->
    [kilo] { $number }{ -nbsp }kB
    [mega] { $number }{ -nbsp }MB
   *[giga] { $number }{ -nbsp }GB
}
decimal = { $whole }.{ $tenth }

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
