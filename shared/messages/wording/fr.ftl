# What guests read, in French. Polite form, short sentences, no jargon.

-nbsp = {"\u00A0"}

## Dates and times

weekday = { $n ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
month = { $n ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
day = { $day ->
    [1] { $weekday } 1er{ -nbsp }{ $month }
   *[other] { $weekday } { $day }{ -nbsp }{ $month }
}
time = { $hour }{ -nbsp }h{ -nbsp }{ $minutes }
moment = { $day } { $year } à { $time }

zone = { $form ->
    [elided] heure d'{ $place }
    [bare] heure { $place }
   *[plain] heure de { $place }
}
zone-offset = { $zone }, { $offset }

## Confirmation

confirmation-subject = Votre rendez-vous est confirmé
confirmation = { $tense ->
    [past] Bonjour, votre rendez-vous du { $when } ({ $zone }) avec { $organization } est bien enregistré.
   *[coming] Bonjour, votre rendez-vous avec { $organization } est confirmé pour le { $when } ({ $zone }).
}
confirmation-calendar = L'invitation jointe ajoute ce rendez-vous à votre agenda.

## Reschedule

reschedule-subject = Votre rendez-vous a changé d'horaire
reschedule = Bonjour, votre rendez-vous avec { $organization } est désormais fixé au { $when } ({ $zone }).
reschedule-earlier = L'ancien horaire, le { $when }, n'est plus valable.
update-subject = Votre rendez-vous a été mis à jour
update = Bonjour, votre rendez-vous avec { $organization } a été mis à jour. Son horaire ne change pas{ -nbsp }: le { $when } ({ $zone }).
reschedule-calendar = L'invitation jointe met ce rendez-vous à jour dans votre agenda.

## Cancellation

cancellation-subject = Votre rendez-vous est annulé
cancellation = Bonjour, votre rendez-vous du { $when } ({ $zone }) avec { $organization } est annulé.
cancellation-next = { $reply ->
    [yes] Pour en convenir d'un autre, répondez à ce message ou contactez { $organization }.
   *[no] Pour en convenir d'un autre, contactez { $organization }.
}
cancellation-calendar = La pièce jointe le retire de votre agenda.

## Withdrawal: the appointment stands, but this address is no longer the guest's

withdrawal-subject = Une invitation ne vous est plus destinée
withdrawal = Bonjour, une invitation envoyée par { $organization } n'est plus destinée à cette adresse e-mail. Vous n'avez rien à faire.
withdrawal-calendar = La pièce jointe la retire de votre agenda.

## Reminder

reminder-subject = Rappel{ -nbsp }: votre rendez-vous approche
reminder = Bonjour, nous vous rappelons votre rendez-vous avec { $organization } { $when } ({ $zone }).
reminder-day = { $lead }, { $day }, à { $time }
reminder-hour = { $lead }, à { $time }
reminder-date = du { $day } à { $time }
lead-days = { $days ->
    [0] aujourd'hui
    [1] demain
   *[other] dans { $days }{ -nbsp }jours
}
lead-minutes = { $minutes ->
    [one] dans { $minutes }{ -nbsp }minute
   *[other] dans { $minutes }{ -nbsp }minutes
}
lead-hours = { $hours ->
    [one] dans { $hours }{ -nbsp }heure
   *[other] dans { $hours }{ -nbsp }heures
}
lead-hours-minutes = dans { $hours }{ -nbsp }h{ -nbsp }{ $minutes }

## Waiting room

enter = { $when ->
    [past] Pour entrer dans la salle d'attente{ -nbsp }:
    [today] Entrez dans la salle d'attente quelques minutes avant l'heure{ -nbsp }:
   *[later] Le jour venu, entrez dans la salle d'attente quelques minutes avant l'heure{ -nbsp }:
}
enter-button = Entrer dans la salle d'attente

appointment-footer = { $organization } vous envoie ce message au sujet d'un rendez-vous pris avec cette adresse e-mail.

## Documents

documents-subject = Des documents vous attendent
documents = { $documents ->
    [one] Bonjour, { $organization } vous transmet un document. Il est disponible jusqu'au { $when } ({ $zone }){ -nbsp }:
   *[other] Bonjour, { $organization } vous transmet { $documents }{ -nbsp }documents. Ils sont disponibles jusqu'au { $when } ({ $zone }){ -nbsp }:
}
documents-button = { $documents ->
    [one] Voir le document
   *[other] Voir les documents
}
documents-unexpected = Si vous n'attendiez rien, ignorez ce message.
documents-footer = { $organization } vous envoie ce message pour transmettre des documents à cette adresse e-mail.

## Every mail with a button

button-instead = Si le bouton ne fonctionne pas, copiez ce lien dans votre navigateur{ -nbsp }:

## Titles of pages

page-title = { $heading } – { $organization }

## The documents' page

page-heading = { $documents ->
    [one] { $organization } vous transmet un document
   *[other] { $organization } vous transmet { $documents }{ -nbsp }documents
}
page-until = { $seen ->
    [today] À télécharger aujourd'hui, jusqu'à { $when } ({ $zone }).
   *[later] À télécharger jusqu'au { $when } ({ $zone }).
}
page-file = { $kind ->
    [png] Image PNG ({ $size })
    [jpeg] Image JPEG ({ $size })
   *[pdf] Document PDF ({ $size })
}
page-unnamed = Document sans nom
page-download = Télécharger
page-download-all = Tout télécharger (un{ -nbsp }fichier{ -nbsp }zip)

## The waiting room's page. Names are masculine, feminine or plural: nothing agrees with them.

waiting-heading = { $guest ->
    [waiting] Vous êtes dans la salle d'attente
   *[arriving] Salle d'attente
}
waiting-start = { $tense ->
    [past] { $day ->
        [same] Votre rendez-vous était prévu à { $when } ({ $zone }).
       *[other] Votre rendez-vous était prévu le { $when } ({ $zone }).
    }
   *[coming] { $day ->
        [same] Votre rendez-vous est à { $when } ({ $zone }).
       *[other] Votre rendez-vous est le { $when } ({ $zone }).
    }
}
waiting-told = { $organization } sait que vous êtes là{ -nbsp }; gardez cette page ouverte.
waiting-lost = La connexion est interrompue. Nous réessayons{ -nbsp }; gardez cette page ouverte.
waiting-unaided = Cette page ne peut pas signaler d'elle-même qu'elle est encore ouverte{ -nbsp }: appuyez sur ce bouton au moins une fois par minute, s'il vous plaît.
waiting-button = { $guest ->
    [waiting] Je suis toujours là
   *[arriving] Je suis là
}

## Pages that say why there is nothing to see

notice-heading = { $notice ->
    [expired] Ce lien a expiré
    [unknown] Ce lien n'est pas valable
    [try-again] Un instant, s'il vous plaît
   *[wrong] Cette page n'est pas disponible
}
notice-next = { $notice ->
    [expired] Demandez un nouvel envoi à { $sender ->
        [known] { $organization }
       *[unknown] l'expéditeur
    }.
    [unknown] Vérifiez que vous l'avez copié en entier.
    [try-again] Votre demande n'a pas encore abouti. Attendez une minute, puis ouvrez de nouveau le lien que vous avez reçu.
   *[wrong] Ouvrez de nouveau le lien que vous avez reçu. Si cela ne suffit pas, contactez { $sender ->
        [known] { $organization }
       *[unknown] l'expéditeur
    }.
}

## Sizes of files

size-bytes = { $bytes ->
    [one] { $bytes }{ -nbsp }octet
   *[other] { $bytes }{ -nbsp }octets
}
size = { $unit ->
    [kilo] { $number }{ -nbsp }ko
    [mega] { $number }{ -nbsp }Mo
   *[giga] { $number }{ -nbsp }Go
}
decimal = { $whole },{ $tenth }

## Calendar

calendar-summary = Rendez-vous — { $organization }
calendar-description = Entrez dans la salle d'attente quelques minutes avant l'heure{ -nbsp }: { $link }

## SMS. One segment has room for 160 characters of the GSM alphabet, the link included.

sms-weekday = { $n ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
sms-reminder = Rappel{ -nbsp }: rendez-vous { $weekday } { $day } à { $time } ({ $place }). Salle d'attente{ -nbsp }: { $link }

## Places whose French name is not the one in the name of their time zone

place-Africa-Algiers = Alger
place-America-Montreal = Montréal
place-America-St_Barthelemy = Saint-Barthélemy
place-Asia-Beirut = Beyrouth
place-Asia-Jerusalem = Jérusalem
place-Europe-Athens = Athènes
place-Europe-Brussels = Bruxelles
place-Europe-Copenhagen = Copenhague
place-Europe-Lisbon = Lisbonne
place-Europe-London = Londres
place-Europe-Warsaw = Varsovie
place-Europe-Vienna = Vienne
place-Indian-Reunion = La Réunion
place-Pacific-Marquesas = Marquises
place-Pacific-Noumea = Nouméa
