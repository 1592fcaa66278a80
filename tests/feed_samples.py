"""Small tables in the form of feeds that the recipes know; every number in them is invented."""

import csv
import io
import json

ACLED = """\
event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,\
civilian_targeting,iso,region,country,admin1,location,latitude,longitude,geo_precision,source,\
source_scale,notes,fatalities,tags,timestamp
KRS11,2031-03-01,2031,1,Political violence,Battles,Armed clash,Army of Karsia,,999,Nowhere,Karsia,\
North,Ilot,1.5,2.5,1,A paper,National,Two sides met,4,,1900000000
KRS12,2031-03-01,2031,1,Political violence,Battles,Armed clash,Army of Karsia,,999,Nowhere,Karsia,\
North,Ilot,1.5,2.5,1,A paper,National,They met again,3,,1900000000
KRS13,2031-03-02,2031,2,Political violence,Battles,Armed clash,Army of Karsia,,999,Nowhere,Karsia,\
North,Ilot,1.5,2.5,1,A paper,National,Some time in March,9,,1900000000
UKR14,2031-03-02,2031,1,Political violence,Battles,Armed clash,Some army,,804,Europe,Ukraine,\
East,Ilot,1.5,2.5,1,A paper,National,One more,0,,1900000000
"""
GED = """\
id,relid,year,type_of_violence,conflict_name,dyad_name,side_a,side_b,country,country_id,\
date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low
501,KRS-1,2031,1,Karsia,Karsia - North,Government of Karsia,North,Karsia,999,1,\
2031-03-01 00:00:00.000,2031-03-01 00:00:00.000,1,2,3,4,10,14,8
502,KRS-2,2031,1,Karsia,Karsia - North,Government of Karsia,North,Karsia,999,1,\
2031-03-01 00:00:00.000,2031-03-01 00:00:00.000,0,0,5,0,5,5,5
503,KRS-3,2031,1,Karsia,Karsia - North,Government of Karsia,North,Karsia,999,4,\
2031-03-01 00:00:00.000,2031-03-31 00:00:00.000,0,0,50,0,50,50,50
"""
EQUIPMENT = [
    {"date": "2031-03-01", "day": 7, "aircraft": 10, "helicopter": 5, "tank": 80, "APC": 500}
    | {"field artillery": 40, "MRL": 4, "drone": 0, "vehicles and fuel tanks": 130},
    {"date": "2031-03-02", "day": 8, "aircraft": 11, "helicopter": 5, "tank": 81, "APC": 510}
    | {"field artillery": 41, "MRL": 4, "drone": 2, "vehicles and fuel tanks": 131},
]
PERSONNEL = [
    {"date": "2031-03-01", "day": 7, "personnel": 2800, "personnel*": "about", "POW": 3},
    {"date": "2031-03-02", "day": 8, "personnel": 3000, "personnel*": "more"},
]
ORC = [
    {"date": day, "sourceUri": f"https://example.org/{day}", "personnel": n, "tanks": n // 40}
    | {"afvs": n // 20, "artillery": n // 30, "airDefense": 7, "rocketSystems": None, "uavs": n}
    for day, n in (("2031-03-02", 3010), ("2031-03-01", 2800))
]
GAZA = [
    {"report_date": "2031-03-01", "report_source": "mohtel", "report_period": 24, "killed": 20}
    | {"killed_cum": 900, "ext_killed": 20, "ext_killed_cum": 900, "injured": 41}
    | {"injured_cum": 1800, "killed_children_cum": 90, "ext_injured_cum": 1800},
    {"report_date": "2031-03-02", "report_source": "missing", "report_period": 0}
    | {"ext_killed": 15, "ext_killed_cum": 915, "ext_injured_cum": 1830},
    {"report_date": "2031-03-03", "report_source": "gmotel", "report_period": 48, "killed": 30}
    | {"killed_cum": 930, "ext_killed": 15, "ext_killed_cum": 930, "injured": 60}
    | {"injured_cum": 1860, "killed_children_cum": 93, "ext_injured_cum": 1860},
]
WEST_BANK = [
    {"report_date": f"2031-03-0{n}", "killed_cum": 10 * n, "injured_cum": 50 * n}
    | {"killed_children_cum": n, "injured_children_cum": 5 * n, "settler_attacks_cum": n}
    | {"flash_source": "un", "verified": {"killed": n, "killed_cum": 11 * n, "injured": 5}}
    for n in (1, 2)
]
LEBANON = [
    {"report_date": f"2031-03-0{n}", "report_source": "moph_lb", "report_period": 24, "phase": 2}
    | {"killed": 5 * n, "injured": 12 * n, "killed_cum": 4100 + n, "killed_cum_reported": 50 + n}
    | {"injured_cum": 17000 + n, "injured_cum_reported": 300 + n}
    for n in (1, 2)
]
ESTIMATES = """\
date,estimate_low,estimate_high,estimate,type,source,source_url,country,"ignore for chart"
01/03/2031,,,1000,deaths,UK MoD,https://example.org/a,russia,
01/03/2031,3500,4500,4000,casualties,UK MoD,https://example.org/a,russia,
17/3/2031,"2,000",,,deaths,A new bureau,https://example.org/b,ukraine,yes
"""
CLAIMS = """\
"days","loss_count","loss_type","result","claim_source","time_frame","loss_country","minimum",\
"maximum","category","source_target"
2,1e+05,"Military Casualties-Russia","x","UA Source","Cumulative","Russia",1,0,\
"Military Casualties","UA-Russia"
2,30,"Military Deaths-Russia","x","UA Source","Day","Russia",0,0,"Military Deaths","UA-Russia"
2,12,"Military Deaths-Russia","x","UA Source","Day","Russia",0,0,"Military Deaths","UA-Russia"
2,44,"Military Deaths-Russia","x","UA Source","Day","Russia",0,1,"Military Deaths","UA-Russia"
2,45,"Military Injuries-Russia","x","UA Source","Day","Russia",0,0,"Military Injuries","UA-Russia"
2,50,"Military Deaths-Russia","x","UA Source","Day","Russia",0,0,"Military Deaths","UA-Russia"
3,4,"Civilian Deaths-Ukraine","x","RU Source","Day","Ukraine",0,0,"Civilian Deaths","RU-Ukraine"
3,2,"Jets-Ukraine","x","RU Source","Day","Ukraine",0,0,"Jets","RU-Ukraine"
"""

SAMPLES = {
    "acled": ("acled.csv", ACLED),
    "ucdp_ged": ("ged.csv", GED),
    "general_staff_equipment": ("equipment.json", json.dumps(EQUIPMENT)),
    "general_staff_personnel": ("personnel.json", json.dumps(PERSONNEL)),
    "general_staff_orc_losses": ("russian-losses.json", json.dumps(ORC)),
    "gaza_daily": ("casualties_daily.json", json.dumps(GAZA)),
    "west_bank_daily": ("west_bank_daily.json", json.dumps(WEST_BANK)),
    "lebanon_daily": ("lebanon_casualties_daily.json", json.dumps(LEBANON)),
    "economist_estimates": ("estimates.csv", ESTIMATES),
    "pnas_claims": ("replication.csv", CLAIMS),
}
"""Name and content of a sample of each feed, by its recipe."""


def as_csv(name: str) -> str:
    """Write a sample of records as a table."""
    records = json.loads(SAMPLES[name][1])
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in records for key in row)))
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()
