//! What stands behind the `?` of a server's URL.

use std::num::NonZeroUsize;

use percent_encoding::percent_decode_str;

use crate::error::{ErrorKind, StoreError};

/// How many connections a store opens at most, where its URL does not say `pool_size=`.
const POOL_SIZE: usize = 16;

/// The largest `pool_size=`; a server has seldom room for more.
const MAX_POOL_SIZE: usize = 1_000;

/// The parameters of a URL: each is taken by whoever knows it, and none may be left over.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Splits a URL into what stands before its `?` and its parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] where the URL is ambiguous or a parameter cannot be read.
    pub(crate) fn split(url: &str) -> Result<(&str, Self), StoreError> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        // Of two programs that read such a URL, one takes for the host what the other takes for
        // a part of the password, and might show it.
        if rest.get(authority..).is_some_and(|rest| rest.contains(['@', '#']))
            || rest.get(..authority).is_some_and(|authority| authority.matches('@').count() > 1)
        {
            return Err(refuse(
                "in user, password and parameters the characters @ / ? # % must be written as %40 \
                 %2F %3F %23 %25",
            ));
        }
        let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
        let base = url.get(..url.len() - rest.len() + base.len()).unwrap_or(scheme);
        let mut parameters: Vec<(String, String)> = Vec::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter
                .split_once('=')
                .ok_or_else(|| refuse("each parameter must be name=value, joined by &"))?;
            let decode = |part: &str| {
                let decoded = percent_decode_str(part).decode_utf8();
                decoded.map(String::from).map_err(|_| refuse("a parameter is not UTF-8"))
            };
            let name = decode(name)?;
            if parameters.iter().any(|(other, _)| *other == name) {
                return Err(refuse(&format!("the parameter {name:?} is there twice")));
            }
            parameters.push((name, decode(value)?));
        }
        Ok((base, Self(parameters)))
    }

    /// The value of this parameter, if it is there.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.swap_remove(place).1)
    }

    /// The value of `pool_size=`, or its default.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] where it is no number from 1 to 1,000.
    pub(crate) fn take_pool_size(&mut self) -> Result<usize, StoreError> {
        let Some(value) = self.take("pool_size") else { return Ok(POOL_SIZE) };
        let size = value.parse().ok().map(NonZeroUsize::get);
        size.filter(|size| *size <= MAX_POOL_SIZE)
            .ok_or_else(|| refuse(&format!("pool_size must be 1 to {MAX_POOL_SIZE}")))
    }

    /// Those that nobody has taken, for a library that knows them.
    pub(crate) fn rest(self) -> Vec<(String, String)> {
        self.0
    }

    /// Makes sure that each was taken.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] naming the first of them, and what is known.
    pub(crate) fn none_left(&self, known: &str) -> Result<(), StoreError> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                Err(refuse(&format!("the parameter {name:?} is unknown; known are {known}")))
            }
        }
    }
}

/// An error of the store's URL. It shows no part of the URL but names of parameters.
pub(crate) fn refuse(why: &str) -> StoreError {
    StoreError::new(ErrorKind::Configuration, format!("the store URL cannot be used: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> String {
        let Err(error) = Parameters::split(url) else { panic!("{url} was taken") };
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.to_string()
    }

    #[test]
    fn parameters_are_decoded_and_taken_by_name() {
        let (base, mut parameters) =
            Parameters::split("redis://:p%40ss@h:1/0?pool_size=4&sslrootcert=/a%20b").unwrap();
        assert_eq!(base, "redis://:p%40ss@h:1/0");
        assert_eq!(parameters.take_pool_size().unwrap(), 4);
        assert_eq!(parameters.take("sslrootcert").unwrap(), "/a b");
        assert_eq!(parameters.take("sslrootcert"), None);
        assert!(parameters.none_left("none").is_ok());
    }

    #[test]
    fn a_parameter_that_nobody_knows_is_named() {
        let (_, parameters) = Parameters::split("redis://h/0?pool_sizes=4").unwrap();
        let error = parameters.none_left("pool_size").unwrap_err();
        assert!(error.to_string().contains("\"pool_sizes\" is unknown"), "{error}");
    }

    #[test]
    fn a_url_that_could_be_read_two_ways_is_refused_without_being_shown() {
        for url in [
            "postgres://u:hu@sh@h/db",
            "postgres://u:hu/sh@h/db",
            "postgres://u:hu?sh@h/db",
            "postgres://h/db?application_name=hush@x",
            "redis://:hu#sh@h/0",
            "rediss://h/0#insecure",
            "redis://h/0?password",
            "redis://h/0?a=1&a=2",
            "redis://h/0?a=%FF",
        ] {
            let told = refused(url);
            assert!(!told.contains("hu"), "{told}");
        }
    }

    #[test]
    fn a_pool_holds_1_to_1000_connections() {
        for (url, expected) in [
            ("redis://h", Some(16)),
            ("redis://h?pool_size=1", Some(1)),
            ("redis://h?pool_size=0", None),
            ("redis://h?pool_size=1001", None),
            ("redis://h?pool_size=x", None),
        ] {
            let (_, mut parameters) = Parameters::split(url).unwrap();
            assert_eq!(parameters.take_pool_size().ok(), expected, "{url}");
        }
    }
}
