//! The network of private engines: a namespace for each, joined by one bridge.
//!
//! The bridge has an address on the machine, and what leaves it for the outside is translated. From
//! outside nothing gets in, except answers.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::error::{Context as _, EngineError};
use super::just_run;
use super::layout::Layout;
use super::name::Name;
use crate::command::run;

/// The bridge that joins all private engines.
const BRIDGE: &str = "feedback0";

/// A piece of 198.18.0.0/15, which is set aside for test networks: neither the internet nor, usually,
/// anybody's home or office uses it.
const SUBNET: &str = "198.18.77.0/24";

/// The machine's own address on the bridge.
const GATEWAY: Ipv4Addr = Ipv4Addr::new(198, 18, 77, 1);

/// The rules of the machine's firewall: a table, a chain, and what they say.
///
/// A Docker engine on the machine itself would otherwise drop what is forwarded. The third shortens
/// packets for machines whose way outside takes only small ones.
const RULES: [(&str, &str, &[&str]); 4] = [
    ("nat", "POSTROUTING", &["-s", SUBNET, "!", "-o", BRIDGE, "-j", "MASQUERADE"]),
    ("filter", "FORWARD", &["-i", BRIDGE, "-j", "ACCEPT"]),
    (
        "filter",
        "FORWARD",
        &["-o", BRIDGE, "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"],
    ),
    (
        "mangle",
        "FORWARD",
        &[
            "-s",
            SUBNET,
            "-p",
            "tcp",
            "--tcp-flags",
            "SYN,RST",
            "SYN",
            "-j",
            "TCPMSS",
            "--clamp-mss-to-pmtu",
        ],
    ),
];

/// The address that an engine was given.
pub(super) fn address(layout: &Layout) -> Option<Ipv4Addr> {
    fs::read_to_string(layout.address()).ok()?.trim().parse().ok()
}

/// The path under which the kernel knows the namespace of an engine.
pub(super) fn namespace_path(name: &Name) -> String {
    format!("/run/netns/{}", name.prefixed())
}

/// Makes the namespace of an engine, and the bridge if it is the first; what is there already stays.
pub(super) fn make(name: &Name, layout: &Layout) -> Result<(), EngineError> {
    let _alone = Layout::lock_network()?;
    make_bridge()?;
    if Path::new(&namespace_path(name)).exists() && address(layout).is_some() {
        return Ok(());
    }
    take_apart(name, layout);
    let address = free_address()?;
    let (namespace, cable) = (name.prefixed(), cable(address));
    let end = format!("{address}/24");
    just_run("ip", &["netns", "add", &namespace])?;
    just_run(
        "ip",
        &[
            "link",
            "add",
            &cable,
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "address",
            &hardware_address(address),
            "netns",
            &namespace,
        ],
    )?;
    just_run("ip", &["link", "set", &cable, "master", BRIDGE, "up"])?;
    just_run("ip", &["-n", &namespace, "address", "add", &end, "dev", "eth0"])?;
    just_run("ip", &["-n", &namespace, "link", "set", "lo", "up"])?;
    just_run("ip", &["-n", &namespace, "link", "set", "eth0", "up"])?;
    just_run("ip", &["-n", &namespace, "route", "add", "default", "via", &GATEWAY.to_string()])?;
    fs::write(layout.address(), address.to_string()).context(layout.address())
}

/// Removes the namespace of an engine, and the bridge if it was the last.
pub(super) fn remove(name: &Name, layout: &Layout) -> Result<(), EngineError> {
    if !Path::new(&namespace_path(name)).exists() && address(layout).is_none() {
        return Ok(());
    }
    let _alone = Layout::lock_network()?;
    take_apart(name, layout);
    if Layout::all().iter().all(|other| address(other).is_none()) {
        remove_bridge();
    }
    Ok(())
}

fn take_apart(name: &Name, layout: &Layout) {
    // Half of it may never have been made.
    if let Some(address) = address(layout) {
        let _ = just_run("ip", &["link", "delete", &cable(address)]);
    }
    let _ = just_run("ip", &["netns", "delete", &name.prefixed()]);
    let _ = fs::remove_file(layout.address());
}

fn free_address() -> Result<Ipv4Addr, EngineError> {
    let taken: Vec<Ipv4Addr> = Layout::all().iter().filter_map(address).collect();
    let [a, b, c, _] = GATEWAY.octets();
    (2..=254)
        .map(|last| Ipv4Addr::new(a, b, c, last))
        .find(|address| !taken.contains(address))
        .ok_or(EngineError::NoAddress)
}

/// The machine's end of the cable into a namespace. Names of interfaces have at most 15 bytes.
fn cable(address: Ipv4Addr) -> String {
    format!("{BRIDGE}-{}", address.octets()[3])
}

/// The same for the same address: whoever has talked to an engine that was stopped and started again
/// still finds it, instead of sending to a card that is gone until the kernel asks anew.
fn hardware_address(address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    format!("02:42:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

fn make_bridge() -> Result<(), EngineError> {
    if !Path::new("/sys/class/net").join(BRIDGE).exists() {
        just_run("ip", &["link", "add", BRIDGE, "type", "bridge"])?;
        just_run("ip", &["address", "add", &format!("{GATEWAY}/24"), "dev", BRIDGE])?;
        just_run("ip", &["link", "set", BRIDGE, "up"])?;
    }
    let forward = Path::new("/proc/sys/net/ipv4/ip_forward");
    fs::write(forward, "1\n").context(forward)?;
    for rule in RULES {
        if iptables("-C", rule).is_err() {
            iptables("-I", rule)?;
        }
    }
    Ok(())
}

fn remove_bridge() {
    for rule in RULES {
        // Somebody may have flushed the firewall.
        let _ = iptables("-D", rule);
    }
    let _ = just_run("ip", &["link", "delete", BRIDGE]);
}

fn iptables(action: &str, (table, chain, rule): (&str, &str, &[&str])) -> Result<(), EngineError> {
    let mut command = Command::new("iptables");
    command.args(["--wait", "10", "-t", table, action, chain]).args(rule);
    run(&mut command, Duration::from_secs(20))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_keeps_its_card_as_long_as_its_address() {
        let address = Ipv4Addr::new(198, 18, 77, 9);
        assert_eq!(hardware_address(address), "02:42:c6:12:4d:09");
    }

    #[test]
    fn the_longest_name_of_a_cable_is_one_that_the_kernel_takes() {
        assert!(cable(Ipv4Addr::new(198, 18, 77, 254)).len() <= 15);
    }
}
