"""The same cleaning and grouping, written for polars and for duckdb.

Both read what is worded by the package, each distinct wording, name, period and code once; the
rows are theirs. They get the same shortcut as we take: only figures that are given on a
neighbouring day too are looked at for echoes of a day apart.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from analysis.claims import (
    FIGURE_KEY,
    POINT_RULE,
    _days,
    _predecessors,
    _read_beside,
    _settled,
    _speakers,
)
from analysis.data.raw import read_raw
from analysis.data.vocabulary import Vocabulary, read_vocabulary
from analysis.settings import ECHO_DAYS, RULES_VERSION
from analysis.terms import CLAIM_FIELDS, DATE_BASES, FIRM_DATE_BASES
from analysis.wording.reading import read_wordings

SETTLED = ["measure", "subject", "party", "stance", "date_basis", "verification", "inferred"]
READ = ["verification", "part", "directness", "set_aside", "inferred", "verified_by"]
DERIVED = [
    "speaker",
    "period_kind",
    "period_start",
    "period_end",
    "wording",
    "value",
    "low",
    "high",
]
DERIVED += ["strict_low", "strict_high", "rounded_low", "rounded_high", "actor", "part"]
DERIVED += ["directness", "verification", "verified_by", "n_pages", "rule_version", "flags"]
DERIVED += ["origin_id", "role", "n_versions", "n_echoes", "versions_low", "versions_high"]
RAW = [*(field.replace("speaker", "speaker_as_written") for field in CLAIM_FIELDS)]
COLUMNS = [*RAW, *DERIVED, "point_rule"]


def answers_to(distinct: dict[str, pd.DataFrame], words: Vocabulary) -> dict[str, pd.DataFrame]:
    """Read every distinct wording, name, day and code with the functions of the package.

    Parameters
    ----------
    distinct : dict
        Tables of distinct texts, named worded, named, dated and settled.
    """
    worded, named = distinct["worded"], distinct["named"]
    readings = read_wordings(worded["reported"], worded["unit"])
    settled = _settled(distinct["settled"], words)
    return {
        "worded": worded.join(readings),
        "named": named.assign(speaker=_speakers(named, words).astype("str")),
        "dated": distinct["dated"]
        .rename(columns={"stated_on": "stated"})
        .join(_plain(_days(distinct["dated"]))),
        "settled": distinct["settled"]
        .rename(columns={"verification": "checked"})
        .join(_plain(settled)),
    }


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    texts = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(texts, "str"))


def readings_of(home: Path) -> pd.DataFrame:
    """Return our readings, one row a claim that has any."""
    readings = read_raw(home / "readings.csv")
    ids = pd.Series(readings["claim_id"].unique(), dtype="str")
    return _plain(_read_beside(ids, readings)).assign(claim_id=ids)


def polars_claims(home: Path) -> pl.DataFrame:
    """Clean and group with polars."""
    words, read = read_vocabulary(home.parent), pl.from_pandas(readings_of(home))
    rows = (
        pl.scan_csv(home / "claims.csv", infer_schema=False, row_index_name="row")
        .with_columns(pl.col(CLAIM_FIELDS).fill_null(""))
        .rename({"speaker": "speaker_as_written", "stated_on": "stated"})
        .join(read.lazy(), on="claim_id", how="left", maintain_order="left")
        .with_columns(pl.col(READ).fill_null(""))
        .rename({"verification": "checked"})
        .with_columns(pl.col(pl.String).exclude("claim_id").cast(pl.Categorical))
        .collect()
    )
    keys = {
        "worded": ["reported", "unit"],
        "named": ["speaker_as_written"],
        "dated": ["stated", "period"],
        "settled": [name.replace("verification", "checked") for name in SETTLED],
    }
    distinct = {
        name: rows.select(columns).unique().cast(pl.String).to_pandas().astype("str")
        for name, columns in keys.items()
    }
    distinct["dated"] = distinct["dated"].rename(columns={"stated": "stated_on"})
    distinct["settled"] = distinct["settled"].rename(columns={"checked": "verification"})
    lazy = rows.lazy()
    del rows
    for name, answers in answers_to(distinct, words).items():
        table = pl.from_pandas(answers).with_columns(pl.col(pl.String).cast(pl.Categorical))
        lazy = lazy.join(table.lazy(), on=keys[name], how="left", maintain_order="left")
    cleaned = lazy.filter(
        (pl.col("set_aside").cast(pl.String) == "")
        & (pl.col("set_aside_reason").cast(pl.String) == "")
    ).with_columns(
        (pl.col("also_in").cast(pl.String).str.count_matches("[^;]+") + 1)
        .cast(pl.Int64)
        .alias("n_pages"),
        pl.col("stated_on", "period_start", "period_end").cast(pl.Date),
        pl.lit(RULES_VERSION).cast(pl.Categorical).alias("rule_version"),
    )
    drop = ["stated", "set_aside", "set_aside_reason", "checked", "inferred"]
    return _polars_groups(cleaned.drop(drop).collect())


def _polars_groups(rows: pl.DataFrame) -> pl.DataFrame:
    in_group = pl.col("claim_group").cast(pl.String) != ""
    rows = rows.with_columns(
        pl.col("row").min().over(FIGURE_KEY).alias("figure"),
        pl.when(in_group).then("claim_group").alias("s_group"),
        pl.when(~in_group).then("stated_on").alias("s_day"),
        pl.when(~in_group & pl.col("stated_on").is_null()).then("source_id").alias("s_page"),
    )
    rows = rows.with_columns(
        pl.col("row").min().over("figure", "s_group", "s_day", "s_page").alias("statement")
    ).drop("s_group", "s_day", "s_page")
    part_of = _polars_neighbours(rows)
    moved = pl.DataFrame(
        {"statement": list(part_of), "whole": list(part_of.values())},
        schema={"statement": pl.UInt32, "whole": pl.UInt32},
    )
    rows = rows.join(moved, on="statement", how="left", maintain_order="left").with_columns(
        pl.coalesce("whole", "statement").alias("statement")
    )
    firmness = {name: place for place, name in enumerate(DATE_BASES)}
    basis = pl.col("date_basis").cast(pl.String).replace_strict(firmness, return_dtype=pl.Int64)
    rows = rows.with_columns(
        (
            (pl.col("directness").cast(pl.String) == "retold").cast(pl.Int64) * 2**55
            + (2**12 - pl.col("n_pages")) * 2**36
            + basis * 2**33
            + pl.col("row")
        ).alias("rank")
    )
    groups = (
        rows.group_by("statement")
        .agg(
            pl.col("rank").min(),
            pl.len().cast(pl.Int64).alias("n_versions"),
            (pl.col("n_pages").sum() - 1).alias("n_echoes"),
            pl.col("low").min().alias("versions_low"),
            pl.col("low").max().alias("most_low"),
            pl.col("high").fill_null(np.inf).max().alias("versions_high"),
            pl.col("high").fill_null(np.inf).min().alias("least_high"),
        )
        .with_columns(
            (pl.col("rank") % 2**33).cast(pl.UInt32).alias("leader"),
            (
                (pl.col("versions_low") != pl.col("most_low"))
                | (pl.col("versions_high") != pl.col("least_high"))
            ).alias("differ"),
            pl.when(pl.col("versions_high") < np.inf).then("versions_high").alias("versions_high"),
        )
        .drop("most_low", "least_high", "rank")
    )
    leaders = rows.select(pl.col("row").alias("leader"), pl.col("claim_id").alias("origin_id"))
    groups = groups.join(leaders, on="leader", how="left")
    lazy = (
        rows.lazy()
        .drop("rank")
        .join(groups.lazy(), on="statement", how="left", maintain_order="left")
    )
    flags = pl.col("flags").cast(pl.String)
    return (
        lazy.with_columns(
            pl.when(pl.col("leader") != pl.col("row"))
            .then(pl.lit("version"))
            .when(pl.col("directness").cast(pl.String) == "retold")
            .then(pl.lit("retold"))
            .otherwise(pl.lit("point"))
            .cast(pl.Categorical)
            .alias("role"),
            pl.when("differ")
            .then(pl.lit(POINT_RULE))
            .otherwise(pl.lit(""))
            .cast(pl.Categorical)
            .alias("point_rule"),
            pl.when(~pl.col("differ"))
            .then(flags)
            .when(flags == "")
            .then(pl.lit("values_differ"))
            .otherwise(flags + ";values_differ")
            .cast(pl.Categorical)
            .alias("flags"),
        )
        .select(COLUMNS)
        .collect()
    )


def _polars_neighbours(rows: pl.DataFrame) -> dict[int, int]:
    """Find the statements that are dated a day apart."""
    day, figure = pl.col("stated_on"), ["figure", "low", "high"]
    dated = rows.select(*figure, "stated_on", "row", "statement").filter(day.is_not_null())
    keys = dated.select(*figure, "stated_on").unique()
    after = keys.with_columns(day + pl.duration(days=ECHO_DAYS))
    before = keys.with_columns(day - pl.duration(days=ECHO_DAYS))
    on = [*figure, "stated_on"]
    near = (
        pl.concat(
            [dated.join(side, on=on, how="semi", nulls_equal=True) for side in (after, before)]
        )
        .unique("row")
        .join(_polars_pages(rows), on="row")
        .group_by(*on, "statement")
        .agg(pl.col("firm").any(), pl.col("pages").str.join(";"), pl.col("claim_group").first())
    )
    pairs = (
        near.join(
            near.with_columns(day + pl.duration(days=ECHO_DAYS)),
            on=on,
            suffix="_2",
            nulls_equal=True,
        )
        .filter(
            (pl.col("statement") != pl.col("statement_2"))
            & ((pl.col("claim_group") == "") | (pl.col("claim_group_2") == ""))
            & (
                ~(pl.col("firm") & pl.col("firm_2"))
                | (
                    pl.col("pages")
                    .str.split(";")
                    .list.set_intersection(pl.col("pages_2").str.split(";"))
                    .list.len()
                    > 0
                )
            )
        )
        .sort(*on, "claim_group_2", "claim_group", nulls_last=True)
    )
    first = (
        rows.join(
            pairs.select(pl.col("statement_2").alias("statement")).unique(),
            on="statement",
            how="semi",
        )
        .group_by("statement")
        .agg(day.min().dt.epoch("d"))
    )
    told = pairs.select("statement", day.dt.epoch("d")).iter_rows()
    return _predecessors(told, pairs["statement_2"].to_list(), dict(first.iter_rows()))


def _polars_pages(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each row whether its day is firm, which pages carry it, and its group."""
    pages = (pl.col(name).cast(pl.String) for name in ("source_id", "also_in"))
    return rows.select(
        "row",
        pl.col("date_basis").cast(pl.String).is_in(FIRM_DATE_BASES).alias("firm"),
        pl.concat_str(*pages, separator=";").str.strip_chars(";").alias("pages"),
        pl.col("claim_group").cast(pl.String),
    )


def duckdb_claims(home: Path) -> duckdb.DuckDBPyConnection:
    """Clean and group with duckdb; the result is the table `result` of the connection."""
    words, con = read_vocabulary(home.parent), duckdb.connect()
    con.execute("set threads = 2")
    con.register("read", readings_of(home))
    con.execute(
        f"create table raw as select * rename (speaker as speaker_as_written, stated_on as stated)"
        f" from read_csv('{home / 'claims.csv'}', all_varchar = true, header = true,"
        " nullstr = '\\N')"
    )
    checked = ", ".join(f"coalesce(read.{name}, '') as {name}" for name in READ)
    keys = {
        "worded": "select distinct reported, unit from raw",
        "named": "select distinct speaker_as_written from raw",
        "dated": "select distinct stated as stated_on, period from raw",
        "settled": f"select distinct {', '.join(SETTLED)} from"
        f" (select raw.*, {checked} from raw left join read using (claim_id))",
    }
    distinct = {name: con.execute(query).df().astype("str") for name, query in keys.items()}
    for name, answers in answers_to(distinct, words).items():
        con.register(f"_{name}", answers)
        con.execute(f"create table {name} as select * from _{name}")
    same = " and ".join(f"settled.{name} = r.{name}" for name in SETTLED if name != "verification")
    con.execute(
        f"""create table t as
        select r.*, speaker, period_kind, stated_on::date as stated_on,
            period_start::date as period_start, period_end::date as period_end,
            wording, {", ".join(f"if(isnan({c}), null, {c}) as {c}" for c in ENDS)},
            actor, settled.verification as verification, flags,
            len(string_split(also_in, ';')) - (also_in = '')::int + 1 as n_pages
        from (select raw.rowid as row, raw.*, {checked.replace("as verification", "as checked")}
              from raw left join read using (claim_id)) r
        join worded using (reported, unit) join named using (speaker_as_written)
        join dated on dated.stated = r.stated and dated.period = r.period
        join settled on {same} and settled.checked = r.checked
        where r.set_aside = '' and set_aside_reason = ''"""
    )
    con.execute("drop table raw")
    _duckdb_groups(con)
    return con


ENDS = ["value", "low", "high", "strict_low", "strict_high", "rounded_low", "rounded_high"]


def _duckdb_groups(con: duckdb.DuckDBPyConnection) -> None:
    figure = ", ".join(FIGURE_KEY)
    con.execute(f"create table figures as select {figure}, min(row) figure from t group by all")
    con.execute(
        f"""create table s as select row, figure, low, high, stated_on, claim_group <> '' as g,
            if(g, claim_group, null) as sg, if(not g, stated_on, null) as sd,
            if(not g and stated_on is null, source_id, null) as sp
        from t join figures using ({figure})"""
    )
    con.execute(
        """create table k as select figure, sg, sd, sp, min(row) as statement from s group by all"""
    )
    con.execute(
        """create table q as select row, s.figure, low, high, stated_on, statement
        from s join k on s.figure = k.figure and s.sg is not distinct from k.sg
            and s.sd is not distinct from k.sd and s.sp is not distinct from k.sp"""
    )
    con.execute("drop table s; drop table k; drop table figures")
    part_of = _duckdb_neighbours(con)
    con.register(
        "moved",
        pd.DataFrame({"statement": [*part_of], "whole": [*part_of.values()]}, dtype="int64"),
    )
    basis = " ".join(f"when '{name}' then {i}" for i, name in enumerate(DATE_BASES))
    con.execute(
        f"""create table m as
        select row, coalesce(whole, q.statement) as statement,
            (directness = 'retold')::bigint * (1::bigint << 55)
            + (4096 - n_pages) * (1::bigint << 36)
            + case date_basis {basis} end * (1::bigint << 33) + row as rank
        from q join t using (row) left join moved on moved.statement = q.statement"""
    )
    con.execute(
        """create table groups as select m.statement, min(rank) % (1::bigint << 33) as leader,
            count(*) as n_versions, sum(n_pages)::bigint - 1 as n_echoes,
            min(low) as versions_low, max(coalesce(high, 'inf')) as most,
            min(low) <> max(low) or most <> min(coalesce(high, 'inf')) as differ
        from m join t using (row) group by all"""
    )
    flagged = "if(not differ, t.flags, if(t.flags = '', '', t.flags || ';') || 'values_differ')"
    made = {
        "flags": flagged,
        "rule_version": f"'{RULES_VERSION}'",
        "origin_id": "l.claim_id",
        "role": "case when leader <> t.row then 'version' when t.directness = 'retold'"
        " then 'retold' else 'point' end",
        "versions_high": "if(isinf(most), null, most)",
        "point_rule": f"if(differ, '{POINT_RULE}', '')",
    }
    listed = ", ".join(
        f"{made[name]} as {name}"
        if name in made
        else f"t.{name}"
        if name not in OF_GROUPS
        else name
        for name in COLUMNS
    )
    con.execute(
        f"""create table result as select {listed} from t join m using (row)
        join groups on groups.statement = m.statement join t l on l.row = leader"""
    )


OF_GROUPS = ["n_versions", "n_echoes", "versions_low"]


def _duckdb_neighbours(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    con.execute(
        f"""create table pairs as
        with keys as (select distinct figure, low, high, stated_on from q),
        near as (
            select * from q where stated_on is not null and (
            exists (select 1 from keys where keys.figure = q.figure and keys.low = q.low
                and keys.high is not distinct from q.high
                and keys.stated_on = q.stated_on + {ECHO_DAYS})
            or exists (select 1 from keys where keys.figure = q.figure and keys.low = q.low
                and keys.high is not distinct from q.high
                and keys.stated_on = q.stated_on - {ECHO_DAYS}))),
        tellings as (
            select near.figure, near.low, near.high, near.stated_on, near.statement,
                first(t.claim_group) as claim_group,
                bool_or(t.date_basis in {FIRM_DATE_BASES}) as firm,
                string_agg(t.source_id || if(t.also_in = '', '', ';' || t.also_in), ';') as pages
            from near join t on t.row = near.row group by all)
        select b.*, a.statement as statement_2, a.claim_group as claim_group_2
        from tellings a join tellings b
        on a.figure = b.figure and a.low = b.low and a.high is not distinct from b.high
            and b.stated_on = a.stated_on + {ECHO_DAYS} and a.statement <> b.statement
        where (a.claim_group = '' or b.claim_group = '') and (not (a.firm and b.firm)
            or list_has_any(string_split(a.pages, ';'), string_split(b.pages, ';')))"""
    )
    joins = con.execute(
        """select statement, date_diff('day', date '1970-01-01', stated_on), statement_2
        from pairs
        order by figure, low, high nulls last, stated_on, claim_group_2, claim_group"""
    ).fetchall()
    first = con.execute(
        """select statement, date_diff('day', date '1970-01-01', min(stated_on)) from q
        where statement in (select statement_2 from pairs) group by all"""
    ).fetchall()
    told, before = [row[:2] for row in joins], [row[2] for row in joins]
    return _predecessors(told, before, dict(first))
