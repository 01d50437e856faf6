//! What is refused of a login address, by hand: see `expected.rs`.

pub(super) const ADDRESS: &str = "
        * | another is* / while* / the one* / taken back | not signed in / staff | denied
        * | confirmed* / undone* | staff / background function | denied
        * | replaced* / sessions* | not signed in / facility / viewer / background function | denied
        * | an accreditation* | not signed in / facility / viewer / editor / background function | denied
        Closed | * | * | account_closed
        * | another is* / while* / the one* / taken back | background function | not_permitted
        * | while* | * | accreditation_over
        Active / asked / Invited | the one* | * | address_unchanged
        changed | another is* | * | address_unchanged
        changed a week ago | another is* | * | address_unchanged
        changed | the one* | * | address_changed_lately
        Active / changed* / Invited | taken back | * | nothing_asked
        Active / changed* / Invited | confirmed* | * | link_invalid
        asked | confirmed with an earlier link | * | link_invalid
        * | undone after a week | * | link_expired
        Active / asked / Invited | undone* | * | link_invalid
        * | undone with another link | * | link_invalid
        * | replaced for somebody unknown | * | identity_unchecked
        * | replaced without a reason | * | reason_missing
        changed* | replaced | * | address_unchanged
        ";
