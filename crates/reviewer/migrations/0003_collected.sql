-- The server says that somebody who had the code was shown this item.
ALTER TABLE item ADD COLUMN collected INTEGER NOT NULL DEFAULT 0;

-- Another desk, by its signing key, says that it has this tip too.
ALTER TABLE tip ADD COLUMN confirmed_by TEXT;

-- A follow-up whose case was not here when it came: what it claims, until the case comes and the proof can be tried.
ALTER TABLE tip ADD COLUMN claims_mailbox TEXT;
ALTER TABLE tip ADD COLUMN claims_proof TEXT;
ALTER TABLE tip ADD COLUMN claims_manifest TEXT;

CREATE INDEX tip_claims ON tip (claims_mailbox);
