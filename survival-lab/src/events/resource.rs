//! Memory or disk run out, or a folder becomes read-only.

use anyhow::Result;
use async_trait::async_trait;

use super::process::revive;
use super::{Event, Needs, info};
use crate::results::{EventInfo, Family};
use crate::rig::Rig;
use crate::stage::{Stage, linger};

pub(super) struct OutOfMemory;

/// Joins the container's memory group, and takes memory until the kernel kills a process there:
/// the container's own, which is marked as the first to go. Knows both versions of cgroups.
const HOG: &str = r#"
group=$(sed -n 's/^[0-9]*:memory://p' /proc/$PID/cgroup)
mkdir /tmp/groups
if [ -n "$group" ]; then mount -t cgroup -o memory groups /tmp/groups
else group=$(sed -n 's/^0:://p' /proc/$PID/cgroup); mount -t cgroup2 groups /tmp/groups; fi
start=$(cut -d ' ' -f 22 /proc/$PID/stat)
echo 1000 > /proc/$PID/oom_score_adj
sh -c 'echo $$ > "$0/cgroup.procs" && exec dd if=/dev/zero of=/dev/null bs=1G' "/tmp/groups$group" 2> /dev/null &
hog=$!
dead=
for i in $(seq 100); do
  [ "$(cut -d ' ' -f 22 /proc/$PID/stat 2>/dev/null)" = "$start" ] || { dead=yes; break; }
  grep -q '^State:.[XZ]' /proc/$PID/status && { dead=yes; break; }
  sleep 0.05
done
kill -9 $hog 2> /dev/null
[ "$dead" ] || { echo "the kernel did not kill process $PID within 5 s" >&2; exit 1; }"#;

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
        // A tmpfs is a disk of its own. One without a limit would take all of the machine's memory.
        for mount in stage.model.mounts(&keeper).into_iter().filter(|m| m.is_bounded) {
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
        // A server that gave up for want of space is started again. Its policy may be doing that
        // just now, which `docker start` lets happen.
        let (app, keeper) = (stage.app(), stage.keeper());
        stage.docker().run(&["start", &keeper, &app]).await.map(drop)
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

/// Makes a mount read-only in the container's own view, or undoes it.
fn remount(mode: &str, target: &str) -> String {
    format!("mount -N $PID -o remount,bind,{mode} {target}")
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
        let on_disk = stage.model.mounts(&keeper).iter().any(|mount| mount.kind != "tmpfs");
        if stage.scenario.backend.is_some() && on_disk {
            return with_read_only_mounts(stage, &keeper).await;
        }
        let target = data_mount(stage).await?;
        let (docker, tools, container) = (stage.docker(), &stage.ground.tools, stage.keeper());
        docker.on_machine(tools, &container, &remount("ro", &target)).await?;
        linger().await;
        docker.on_machine(tools, &container, &remount("rw", &target)).await.map(drop)
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

/// The mount on which the container keeps its data: the one that is none of the usual places for
/// other things, and the container's own root if there is no such mount.
async fn data_mount(stage: &Stage) -> Result<String> {
    const TARGETS: &str = "{{range .Mounts}}{{println .Destination}}{{end}}\
        {{range $target, $_ := .HostConfig.Tmpfs}}{{println $target}}{{end}}";
    let targets = stage.docker().ask(&["inspect", "-f", TARGETS, &stage.keeper()]).await?;
    let is_data = |target: &&str| {
        let elsewhere = ["/tmp", "/run", "/var/run", "/etc"];
        !target.is_empty() && !elsewhere.iter().any(|place| target.starts_with(place))
    };
    Ok(targets.lines().find(is_data).unwrap_or("/").to_owned())
}
