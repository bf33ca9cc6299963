//@ error: E0603 module `nobody` is private
//! Calling what has an effect as the check of rights does, for a user of one's own choice.

use passdesk::adapters::cognito::nobody::Nobody;

pub fn somebody(name: String) -> Nobody {
    Nobody(name)
}
