//! Telling a scenario.

use std::rc::Rc;

use ecs::Timestamp;

use super::model::{
    Account, Deed, EarlierAlert, Event, Host, Investigation, Logon, LogonKind, Process, Program, Scenario,
};

/// What has been told so far. Times are times of one day (`09:46:12.067`), or of another (`2026-11-11 22:14:05.330`).
pub(super) struct Story {
    day: &'static str,
    hosts: Vec<&'static Host>,
    accounts: Vec<&'static Account>,
    events: Vec<Event>,
    earlier_alerts: Vec<EarlierAlert>,
}

/// A process as the story introduces it.
pub(super) struct Call {
    pub(super) pid: u32,
    pub(super) program: Program,
    pub(super) command_line: &'static str,
}

/// Calls a program.
pub(super) fn call(pid: u32, program: Program, command_line: &'static str) -> Call {
    Call { pid, program, command_line }
}

impl Story {
    pub(super) fn of(day: &'static str) -> Self {
        Self { day, hosts: Vec::new(), accounts: Vec::new(), events: Vec::new(), earlier_alerts: Vec::new() }
    }

    /// A logon session that began before the story.
    pub(super) fn logged_on(
        &mut self,
        id: u64,
        host: &'static Host,
        account: &'static Account,
        kind: LogonKind,
    ) -> Rc<Logon> {
        if !self.hosts.contains(&host) {
            self.hosts.push(host);
        }
        if !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
        Rc::new(Logon { id, host, account, kind })
    }

    /// A process that was running before the story.
    pub(super) fn running(&mut self, since: &str, call: Call, logon: &Rc<Logon>) -> Rc<Process> {
        let started = self.time(since);
        self.process(started, call, logon, None, false)
    }

    /// A logon session begins.
    pub(super) fn logs_on(
        &mut self,
        at: &str,
        id: u64,
        host: &'static Host,
        account: &'static Account,
        kind: LogonKind,
    ) -> Rc<Logon> {
        let logon = self.logged_on(id, host, account, kind);
        self.tell(at, Deed::Logon(Rc::clone(&logon)));
        logon
    }

    /// A process starts another in its own logon session.
    pub(super) fn starts(&mut self, at: &str, parent: &Rc<Process>, call: Call) -> Rc<Process> {
        self.starts_in(at, parent, call, &Rc::clone(&parent.logon))
    }

    /// A process starts another in another logon session, as services do.
    pub(super) fn starts_in(
        &mut self,
        at: &str,
        parent: &Rc<Process>,
        call: Call,
        logon: &Rc<Logon>,
    ) -> Rc<Process> {
        let started = self.time(at);
        let process = self.process(started, call, logon, Some(parent), true);
        self.tell(at, Deed::Start(Rc::clone(&process)));
        process
    }

    pub(super) fn ends(&mut self, at: &str, process: &Rc<Process>) {
        self.tell(at, Deed::End(Rc::clone(process)));
    }

    pub(super) fn looks_up(&mut self, at: &str, by: &Rc<Process>, name: &'static str, address: &'static str) {
        self.tell(at, Deed::Lookup { by: Rc::clone(by), name, address });
    }

    pub(super) fn connects(&mut self, at: &str, by: &Rc<Process>, from_port: u16, to: (&'static str, u16)) {
        let (to, port) = to;
        self.tell(at, Deed::Connection { by: Rc::clone(by), from_port, to, port });
    }

    pub(super) fn writes(&mut self, at: &str, by: &Rc<Process>, path: &'static str, size: u64) {
        self.tell(at, Deed::FileWrite { by: Rc::clone(by), path, size });
    }

    pub(super) fn registers_task(
        &mut self,
        at: &str,
        by: &Rc<Process>,
        name: &'static str,
        command: &'static str,
    ) {
        self.tell(at, Deed::Task { by: Rc::clone(by), name, command });
    }

    pub(super) fn hands_over_credentials(
        &mut self,
        at: &str,
        by: &Rc<Process>,
        account: &'static Account,
        server: &'static Host,
    ) {
        if !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
        self.tell(at, Deed::ExplicitLogon { by: Rc::clone(by), account, server });
    }

    /// What was just told must raise the alert.
    pub(super) fn guilty(&mut self) {
        self.events.last_mut().expect("something was told").is_guilty = true;
    }

    /// What was just told must be found by this investigation of the alert.
    pub(super) fn answers(&mut self, investigation: Investigation) {
        self.events.last_mut().expect("something was told").answers.push(investigation);
    }

    /// Another rule had raised an alert before.
    pub(super) fn earlier_alert(
        &mut self,
        at: &str,
        rule: &'static str,
        host: &'static Host,
        account: &'static Account,
        command_line: &'static str,
        answers: &[Investigation],
    ) {
        let (at, answers) = (self.time(at), answers.to_vec());
        self.earlier_alerts.push(EarlierAlert { at, rule, host, account, command_line, answers });
    }

    /// Chapters may be told one after the other although they happened at the same time.
    pub(super) fn finish(mut self) -> Scenario {
        self.events.sort_by_key(|event| event.at);
        self.earlier_alerts.sort_by_key(|alert| alert.at);
        let mut times: Vec<Timestamp> = self.events.iter().map(|event| event.at).collect();
        times.extend(self.earlier_alerts.iter().map(|alert| alert.at));
        times.sort_unstable();
        assert!(times.windows(2).all(|pair| pair[0] != pair[1]), "two events have the same time");
        Scenario {
            begins: self.time("00:00:00.000"),
            ends: self.time("23:59:59.999"),
            hosts: self.hosts,
            accounts: self.accounts,
            events: self.events,
            earlier_alerts: self.earlier_alerts,
        }
    }

    fn process(
        &mut self,
        started: Timestamp,
        call: Call,
        logon: &Rc<Logon>,
        parent: Option<&Rc<Process>>,
        is_told: bool,
    ) -> Rc<Process> {
        let Call { pid, program, command_line } = call;
        let (logon, parent) = (Rc::clone(logon), parent.map(Rc::clone));
        Rc::new(Process { started, pid, program, command_line, logon, parent, is_told })
    }

    fn tell(&mut self, at: &str, deed: Deed) {
        let at = self.time(at);
        self.events.push(Event { at, deed, answers: Vec::new(), is_guilty: false });
    }

    fn time(&self, text: &str) -> Timestamp {
        let time = match text.split_once(' ') {
            Some((day, time)) => format!("{day}T{time}Z"),
            None => format!("{}T{text}Z", self.day),
        };
        Timestamp::parse_iso(&time).unwrap_or_else(|| panic!("{text} is no time"))
    }
}
