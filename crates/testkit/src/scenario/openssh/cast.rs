//! Who and what is in the story. Addresses are those reserved for documentation, and everything else is made up.

use crate::scenario::model::{Account, Host, Program};

pub(super) static SRV_FIN_01: Host = server("srv-fin-01", "192.0.2.33");
pub(super) static SRV_FIN_02: Host = server("srv-fin-02", "192.0.2.34");
pub(super) static SRV_NAS_01: Host = server("srv-nas-01", "192.0.2.40");
pub(super) static BLD_AGENT_01: Host = server("bld-agent-01", "192.0.2.51");
pub(super) static WS_OPS_02: Host = workstation("ws-ops-02", "192.0.2.102");
pub(super) static WS_ANA_07: Host = workstation("ws-ana-07", "192.0.2.107");

const fn server(name: &'static str, address: &'static str) -> Host {
    Host { name, address, is_server: true }
}

const fn workstation(name: &'static str, address: &'static str) -> Host {
    Host { name, address, is_server: false }
}

pub(super) static SYSTEM: Account = Account { sid: "S-1-5-18", domain: "NT AUTHORITY", name: "SYSTEM" };
/// The administrator.
pub(super) static ADM_LIND: Account = kestrel("S-1-5-21-3041982211-1187402955-2270913416-1108", "adm.lind");
pub(super) static ANA_RUIZ: Account = kestrel("S-1-5-21-3041982211-1187402955-2270913416-1117", "ana.ruiz");
pub(super) static SVC_DEPLOY: Account =
    kestrel("S-1-5-21-3041982211-1187402955-2270913416-1310", "svc-deploy");
pub(super) static SVC_BACKUP: Account =
    kestrel("S-1-5-21-3041982211-1187402955-2270913416-1311", "svc-backup");

const fn kestrel(sid: &'static str, name: &'static str) -> Account {
    Account { sid, domain: "KESTREL", name }
}

pub(super) const SSH: Program = openssh(r"C:\Windows\System32\OpenSSH\ssh.exe", "ssh.exe");
pub(super) const SFTP: Program = openssh(r"C:\Windows\System32\OpenSSH\sftp.exe", "sftp.exe");
pub(super) const RENAMED_SSH: Program = SSH.copied_to(r"C:\Users\Public\upd.exe");

pub(super) const POWERSHELL: Program = windows(
    r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe",
    "PowerShell.EXE",
    "Windows PowerShell",
);
pub(super) const SCHTASKS: Program =
    windows(r"C:\Windows\System32\schtasks.exe", "schtasks.exe", "Task Scheduler Configuration Tool");
pub(super) const WSMPROVHOST: Program =
    windows(r"C:\Windows\System32\wsmprovhost.exe", "wsmprovhost.exe", "Host process for WinRM plug-ins");
pub(super) const SVCHOST: Program =
    windows(r"C:\Windows\System32\svchost.exe", "svchost.exe", "Host Process for Windows Services");
pub(super) const SERVICES: Program =
    windows(r"C:\Windows\System32\services.exe", "services.exe", "Services and Controller app");
pub(super) const WININIT: Program =
    windows(r"C:\Windows\System32\wininit.exe", "WinInit.exe", "Windows Start-Up Application");
pub(super) const USERINIT: Program =
    windows(r"C:\Windows\System32\userinit.exe", "USERINIT.EXE", "Userinit Logon Application");
pub(super) const EXPLORER: Program = windows(r"C:\Windows\explorer.exe", "EXPLORER.EXE", "Windows Explorer");
pub(super) const CONHOST: Program =
    windows(r"C:\Windows\System32\conhost.exe", "CONHOST.EXE", "Console Window Host");
pub(super) const ROBOCOPY: Program =
    windows(r"C:\Windows\System32\Robocopy.exe", "robocopy.exe", "Microsoft Robocopy");
pub(super) const VSSADMIN: Program = windows(
    r"C:\Windows\System32\vssadmin.exe",
    "VSSADMIN.EXE",
    "Command Line Interface for Microsoft Volume Shadow Copy Service",
);

pub(super) const HELPER: Program =
    unsigned(r"C:\ProgramData\Kestrel\ledgersync.exe", "ledgersync.exe", "Ledger sync");
pub(super) const BUILD_AGENT: Program =
    unsigned(r"D:\agent\bin\build-agent.exe", "build-agent.exe", "Build agent");
pub(super) const BACKUP_AGENT: Program =
    unsigned(r"C:\Program Files\Backup\agent.exe", "agent.exe", "Backup agent");

const fn windows(path: &'static str, original_name: &'static str, description: &'static str) -> Program {
    Program { path, original_name, description, company: "Microsoft Corporation", is_signed: true }
}

const fn openssh(path: &'static str, original_name: &'static str) -> Program {
    windows(path, original_name, "OpenSSH for Windows")
}

const fn unsigned(path: &'static str, original_name: &'static str, description: &'static str) -> Program {
    Program { path, original_name, description, company: "Kestrel", is_signed: false }
}
