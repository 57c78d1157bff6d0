//! What an engine may leave behind: processes, mounts and cgroups.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::mount::{UnmountFlags, unmount};
use rustix::process::Signal;

use super::layout::Layout;
use super::name::Name;
use super::network::namespace_path;
use super::process::{all, command_line, is_alive, send};

/// How long killed processes have to be gone.
const DIE_WITHIN: Duration = Duration::from_secs(20);

/// Kills what still runs of an engine whose daemon has ended: containers, the processes that watch
/// over them, and those that hold its ports.
pub(super) fn processes(name: &Name, layout: &Layout) {
    let end = Instant::now() + DIE_WITHIN;
    loop {
        let left = leftovers(name, layout);
        if left.is_empty() || Instant::now() >= end {
            return;
        }
        for pid in left {
            send(pid, Signal::KILL);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Unmounts everything below an engine's folders, the innermost first.
pub(super) fn mounts(layout: &Layout) {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let below = |path: &Path| path.starts_with(layout.data()) || path.starts_with(layout.run());
    let mut points: Vec<PathBuf> =
        table.lines().filter_map(mount_point).filter(|path| below(path)).collect();
    points.sort();
    for point in points.iter().rev() {
        // Detached, so that one that is in use is gone as soon as it can be.
        let _ = unmount(point, UnmountFlags::DETACH);
    }
}

/// Removes the cgroups of an engine, which are empty by now.
pub(super) fn cgroups(name: &Name) {
    for folder in cgroup_folders(name) {
        remove_folders(&folder);
    }
}

fn leftovers(name: &Name, layout: &Layout) -> Vec<u32> {
    let mut found: Vec<u32> = cgroup_folders(name).iter().flat_map(|f| members(f)).collect();
    let namespace = namespace_of_path(&namespace_path(name));
    let folder = layout.exec_root();
    let folder = folder.to_string_lossy();
    found.extend(all().into_iter().filter(|pid| {
        let command = command_line(*pid);
        let is_inside = namespace.is_some() && namespace_of(*pid) == namespace;
        is_part_of_an_engine(&command) && (is_inside || command.contains(&*folder))
    }));
    found.retain(|pid| is_alive(*pid));
    found
}

/// A mount's path, with the four characters that the kernel escapes put back.
fn mount_point(line: &str) -> Option<PathBuf> {
    let escaped = line.split(' ').nth(4)?;
    let path = escaped.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n");
    Some(PathBuf::from(path.replace("\\134", "\\")))
}

/// Not everything that works in an engine's namespace is its own: a person may have a shell there.
fn is_part_of_an_engine(command: &str) -> bool {
    let program = command.split(' ').next().and_then(|path| path.rsplit('/').next());
    matches!(program, Some("dockerd" | "containerd" | "containerd-shim-runc-v2" | "docker-proxy"))
}

/// Which network namespace a process is in.
fn namespace_of(pid: u32) -> Option<u64> {
    namespace_of_path(&format!("/proc/{pid}/ns/net"))
}

fn namespace_of_path(path: &str) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).ok().map(|found| found.ino())
}

/// The cgroup of an engine: one folder, or with the first version of cgroups one per controller.
fn cgroup_folders(name: &Name) -> Vec<PathBuf> {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let cgroups = table.lines().filter(|line| line.contains(" - cgroup"));
    cgroups
        .filter_map(mount_point)
        .map(|root| root.join(name.prefixed()))
        .filter(|f| f.is_dir())
        .collect()
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// The processes in a cgroup and in those below it.
fn members(folder: &Path) -> Vec<u32> {
    let own = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
    let mut pids: Vec<u32> = own.lines().filter_map(|line| line.parse().ok()).collect();
    pids.extend(folders_in(folder).iter().flat_map(|below| members(below)));
    pids
}

fn remove_folders(folder: &Path) {
    for below in folders_in(folder) {
        remove_folders(&below);
    }
    // Its files are the kernel's and go with it.
    let _ = fs::remove_dir(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_point_with_a_blank_is_read_as_it_is() {
        let line = r"36 35 98:0 / /mnt/with\040blank rw,noatime - ext4 /dev/root rw";
        assert_eq!(mount_point(line), Some(PathBuf::from("/mnt/with blank")));
    }
}
