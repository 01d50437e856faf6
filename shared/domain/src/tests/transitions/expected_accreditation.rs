//! What is refused of an accreditation, by hand: see `expected.rs`.

pub(super) const ACCREDITATION: &str = "
        * | 認定返上申請* / it is taken back | not signed in / staff / background function | not_permitted
        * | ends* / 返上* / 認定取消 / an approved* | not signed in / facility / viewer / editor / background function | not_permitted
        * | all links* / its beginning* | not signed in / facility / staff | not_permitted
        2027* | it is taken back / 返上* | * | nothing_asked
        the same, 返上* | 認定返上申請* | * | already_asked
        2027* | 認定返上申請 for yesterday | * | day_out_of_range
        the same, 返上* | 返上 approved for an earlier* | * | reason_missing
        the same, returned* / the same, revoked* | 認定返上申請* / ends* / 認定取消 | * | already_ended
        the same, returned* / the same, revoked* | it is taken back / 返上* | * | nothing_asked
        * | ends on its last day / ends after* | * | already_ended
        ";
