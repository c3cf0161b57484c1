-- The contacts of one snapshot: written once, then only read. `rank` is the order of need, 1 first, without gaps.

CREATE TABLE facts (
    name TEXT PRIMARY KEY,          -- facts, fields, policy, letters of the vocabulary
    value TEXT NOT NULL             -- JSON
) STRICT, WITHOUT ROWID;

-- One row for each combination of the three axes.
CREATE TABLE cells (
    cell INTEGER PRIMARY KEY,
    segment TEXT NOT NULL,
    market TEXT NOT NULL,
    product TEXT NOT NULL,
    customers INTEGER NOT NULL,
    reachable INTEGER NOT NULL,
    email_only INTEGER NOT NULL,
    value REAL NOT NULL
) STRICT;

-- Narrow, for counting and for going through customers in order of need.
CREATE TABLE customers (
    rank INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    cell INTEGER NOT NULL,             -- of cells, which is written last
    value REAL,
    reachable INTEGER NOT NULL,
    email_only INTEGER NOT NULL,
    do_not_call INTEGER NOT NULL,
    first_appointment TEXT NOT NULL,   -- ISO 8601, empty for none
    first_promise TEXT NOT NULL        -- when the first promise is due, ISO 8601, empty for none
) STRICT;

-- The customer as JSON; a field that is missing has its default.
CREATE TABLE documents (
    rank INTEGER PRIMARY KEY,
    doc TEXT NOT NULL
) STRICT;

CREATE TABLE forms (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    version TEXT NOT NULL,
    pack TEXT NOT NULL,
    xlsform BLOB NOT NULL,
    definition BLOB NOT NULL
) STRICT;

CREATE TABLE scripts (
    place INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE roster (
    place INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    duty TEXT NOT NULL,
    phone TEXT NOT NULL,
    deputy TEXT NOT NULL
) STRICT;

-- Search. Texts are folded before they are filed, so the tokenizer has nothing to do but to cut at spaces; rows lie in
-- order of need, so the first rows found are the best ones and nothing is ranked.
CREATE VIRTUAL TABLE words USING fts5(terms, content='', detail=none, columnsize=0, prefix='1 2 3', tokenize='ascii');
CREATE VIRTUAL TABLE middles USING fts5(stretches, content='', detail=none, columnsize=0, tokenize='trigram');

-- All words of names, organisations and addresses: what a mistyped word may have meant.
CREATE TABLE vocabulary (
    word TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- How often pieces of three characters occur in numbers and e-mails, learned from a sample; one that is missing is rare.
CREATE TABLE pieces (
    piece TEXT PRIMARY KEY,
    share INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
