-- The collation "C" orders titles by their bytes, as every store does, and lets the primary key
-- serve searches by the beginning of a title.
CREATE TABLE feedback (
    title      text COLLATE "C" PRIMARY KEY CHECK (octet_length(title) BETWEEN 1 AND 255),
    "text"     text NOT NULL CHECK (octet_length("text") BETWEEN 1 AND 65536),
    created_at timestamptz(3) NOT NULL
               CHECK (created_at >= '1970-01-01 00:00:00+00' AND created_at < '10000-01-01 00:00:00+00')
);

-- The list goes from the newest to the oldest, by title within a millisecond.
CREATE INDEX feedback_newest ON feedback (created_at DESC, title DESC);
