//! Memory or disk run out, or a folder becomes read-only.

use anyhow::{Result, ensure};
use async_trait::async_trait;

use super::process::revive;
use super::{Event, Needs, info};
use crate::results::{EventInfo, Family};
use crate::rig::Rig;
use crate::stage::{Stage, linger};

pub(super) struct OutOfMemory;

/// Joins the container's memory group, where it may not be killed itself, and takes memory until
/// the kernel kills the container's process; knows both versions of cgroups.
const HOG: &str = r#"
v1=$(sed -n 's/^[0-9]*:[^:]*\bmemory\b[^:]*://p' /proc/$PID/cgroup)
v2=$(sed -n 's/^0:://p' /proc/$PID/cgroup)
if [ -n "$v1" ]; then group=/sys/fs/cgroup/memory$v1; else group=/sys/fs/cgroup$v2; fi
start=$(cut -d ' ' -f 22 /proc/$PID/stat)
(echo -1000 > /proc/self/oom_score_adj; echo 0 > "$group/cgroup.procs"; exec tail -c 1G /dev/zero) &
hog=$!
for i in $(seq 200); do
  [ "$(cut -d ' ' -f 22 /proc/$PID/stat 2>/dev/null)" = "$start" ] || break
  grep -q '^State:.[XZ]' /proc/$PID/status && break
  sleep 0.05
done
kill -9 $hog"#;

#[async_trait]
impl Event for OutOfMemory {
    fn info(&self) -> EventInfo {
        info(
            Family::Resource,
            "out-of-memory",
            "out of memory",
            "The container that has the data runs out of memory: the kernel kills its process, \
             and it is started again.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        let (docker, container) = (stage.docker(), stage.keeper());
        let before = docker.inspect(&container).await?.state;
        let limit = ["update", "--memory=160m", "--memory-swap=160m", &container];
        docker.run(&limit).await?;
        docker.on_machine(&stage.ground.tools, &container, HOG).await?;
        revive(stage, &container, &before.started_at).await?;
        docker.run(&["update", "--memory=0", "--memory-swap=-1", &container]).await.map(drop)
    }
}

pub(super) struct DiskFull;

#[async_trait]
impl Event for DiskFull {
    fn info(&self) -> EventInfo {
        info(
            Family::Resource,
            "disk-full",
            "disk full",
            "The disk under the data is filled to its last block, and emptied again.",
        )
    }

    fn needs(&self) -> Needs {
        Needs::PrivateEngine
    }

    async fn before_engine(&self, stage: &mut Stage) -> Result<()> {
        let keeper = stage.scenario.keeper().to_owned();
        // A tmpfs is a disk of its own.
        for mount in stage.model.mounts(&keeper).into_iter().filter(|m| m.kind == "tmpfs") {
            fill_tmpfs(stage, &mount.target).await?;
        }
        stage.docker().recorder().command("fallocate -l ALL_THAT_IS_FREE /var/lib/docker/ballast");
        Ok(())
    }

    async fn on_engine(&self, rig: &mut Rig) -> Result<()> {
        rig.fill_disk().await?;
        linger().await;
        linger().await;
        rig.empty_disk().await
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        stage.docker().recorder().command("rm /var/lib/docker/ballast");
        // A server that gave up for want of space is started again.
        stage.project.up().await
    }
}

/// Fills a tmpfs of the app, lets the writer meet it, and empties it.
async fn fill_tmpfs(stage: &Stage, target: &str) -> Result<()> {
    let script = format!(
        "cat /dev/zero > /proc/$PID/root{target}/.ballast; \
         sleep 1; rm /proc/$PID/root{target}/.ballast"
    );
    stage.docker().on_machine(&stage.ground.tools, &stage.keeper(), &script).await.map(drop)
}

pub(super) struct ReadOnly;

/// Makes the mount under a path read-only in the container's own view, and undoes it.
fn remount(mode: &str, path: &str) -> String {
    format!("mount -N $PID -o remount,bind,{mode} $(findmnt -N $PID -n -o TARGET -T {path})")
}

#[async_trait]
impl Event for ReadOnly {
    fn info(&self) -> EventInfo {
        info(
            Family::Resource,
            "read-only",
            "read-only",
            "The folder with the data becomes read-only for a while.",
        )
    }

    async fn on_project(&self, stage: &mut Stage) -> Result<()> {
        let keeper = stage.scenario.keeper().to_owned();
        let is_server = stage.scenario.backend.is_some();
        if is_server && !stage.model.mounts(&keeper).is_empty() {
            return with_read_only_mounts(stage, &keeper).await;
        }
        let path = data_folder(stage).await?;
        let (docker, tools, container) = (stage.docker(), &stage.ground.tools, stage.keeper());
        docker.on_machine(tools, &container, &remount("ro", &path)).await?;
        linger().await;
        docker.on_machine(tools, &container, &remount("rw", &path)).await.map(drop)
    }
}

/// A server keeps its files open, and the kernel makes nothing read-only under open files: the
/// server is started again on a volume that is mounted read-only.
async fn with_read_only_mounts(stage: &mut Stage, service: &str) -> Result<()> {
    let usual = stage.model.clone();
    stage.rewrite(usual.with_mounts_read_only(service))?;
    // It may start and refuse, or not start at all: both are what people then see.
    let _ = stage.project.compose(&["up", "-d", "--no-deps", service]).await;
    linger().await;
    stage.rewrite(usual)?;
    stage.project.up().await
}

/// Where the container keeps its data: its first mount, or the folder in which it works.
async fn data_folder(stage: &Stage) -> Result<String> {
    let mounts = stage.model.mounts(stage.scenario.keeper());
    if let Some(mount) = mounts.into_iter().find(|mount| !mount.target.starts_with("/tmp")) {
        return Ok(mount.target);
    }
    let format = "{{.Config.WorkingDir}}";
    let folder = stage.docker().ask(&["inspect", "-f", format, &stage.keeper()]).await?;
    ensure!(folder.starts_with('/'), "{} has no folder to work in", stage.keeper());
    Ok(folder)
}
