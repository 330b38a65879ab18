//! The record itself, the machine, and what belongs to single categories.

use super::{Kept, Row, rows};
use crate::sources::sentinel_one_cloud_funnel_event::category::*;

pub(super) const ROWS: &[Row] = rows! {
    "" => "", ANY => [
        "account.id" => "account_id" Same,
        "agent.uuid" => "agent.uuid" Same,
        "agent.version" => "agent.version" Same,
        "dataSource.category" => "data_source.category" Same,
        "dataSource.name" => "data_source.name" Same,
        "driver.certificate.thumbprint" => "driver.certificate.thumbprint.value" Same,
        "driver.certificate.thumbprintAlgorithm" => "driver.certificate.thumbprint.algorithm" Long,
        "driver.isLoadedBeforeMonitor" => "driver.is_loaded_before_monitor" Boolean,
        "driver.loadVerdict" => "driver.load_verdict" Same,
        "driver.peSha1" => "driver.pe.sha1" Same,
        "driver.peSha256" => "driver.pe.sha256" Same,
        "driver.startType" => "driver.start_type" Same,
        "endpoint.name" => "endpoint.name" Same,
        "endpoint.os" => "endpoint.os" Same,
        "endpoint.type" => "endpoint.type" Same,
        "event.category" => "category" Same,
        "event.dns.status" => "dns.status" Same,
        "event.id" => "id" Same,
        "event.login.tgt.domainName" => "login.tgt.domain_name" Same,
        "event.login.tgt.user.name" => "login.tgt.user.name" Same,
        "event.login.tgt.userSid" => "login.tgt.user.sid" Same,
        "event.logout.tgt.domainName" => "logout.tgt.domain_name" Same,
        "event.logout.tgt.user.name" => "logout.tgt.user.name" Same,
        "event.logout.tgt.userSid" => "logout.tgt.user.sid" Same,
        "event.logout.type" => "logout.type" Same,
        "event.processtermination.exitCode" => "process_termination.exit_code" Long,
        "event.processtermination.signal" => "process_termination.signal" Same,
        "event.repetitionCount" => "repetition_count" Long,
        "event.time" => "time" Date,
        "event.type" => "type" Same,
        "event.url.source" => "url.source" Same,
        "group.id" => "group.id" Same,
        "group.type" => "group.type" Same,
        "i.scheme" => "i.scheme" Same,
        "i.version" => "i.version" Same,
        "indicator.identifier" => "indicator.identifier" Same,
        "meta.event.name" => "meta_event_name" Same,
        "mgmt.id" => "mgmt.id" Same,
        "mgmt.osRevision" => "mgmt.os_revision" Same,
        "mgmt.url" => "mgmt.url" Same,
        "namedPipe.accessMode" => "named_pipe.access_mode" Same,
        "namedPipe.connectionType" => "named_pipe.connection_type" Same,
        "namedPipe.isFirstInstance" => "named_pipe.is_first_instance" Boolean,
        "namedPipe.isOverlapped" => "named_pipe.is_overlapped" Boolean,
        "namedPipe.isWriteThrough" => "named_pipe.is_write_through" Boolean,
        "namedPipe.maxInstances" => "named_pipe.max_instances" Long,
        "namedPipe.name" => "named_pipe.name" Same,
        "namedPipe.readMode" => "named_pipe.read_mode" Same,
        "namedPipe.remoteClients" => "named_pipe.remote_clients" Same,
        "namedPipe.securityGroups" => "named_pipe.security.groups" Same,
        "namedPipe.securityOwner" => "named_pipe.security.owner" Same,
        "namedPipe.typeMode" => "named_pipe.type_mode" Same,
        "namedPipe.waitMode" => "named_pipe.wait_mode" Same,
        "os.name" => "os_name" Same,
        "packet.id" => "packet_id" Same,
        "process.unique.key" => "process_unique_key" Same,
        "sca:atlantisIngestTime" => "sca.atlantis_ingest_time" Date,
        "sca:ingestTime" => "sca.ingest_time" Date,
        "site.id" => "site.id" Same,
        "site.name" => "site.name" Same,
        "task.triggerType" => "task.trigger_type" Long,
        "tiIndicator.categories" => "ti_indicator.categories" Same,
        "tiIndicator.creationTime" => "ti_indicator.creation_time" Date,
        "tiIndicator.description" => "ti_indicator.description" Same,
        "tiIndicator.externalId" => "ti_indicator.external_id" Same,
        "tiIndicator.intrusionSets" => "ti_indicator.intrusion_sets" Same,
        "tiIndicator.metadata" => "ti_indicator.metadata" Same,
        "tiIndicator.mitreTactics" => "ti_indicator.mitre_tactics" Same,
        "tiIndicator.references" => "ti_indicator.references" Same,
        "tiIndicator.threatActors" => "ti_indicator.threat_actors" Same,
        "timestamp" => "timestamp" TimeOfDay,
        "trace.id" => "trace_id" Same,
    ]
    "cmdScript." => "cmd_script.", COMMAND => [
        "applicationName" => "application_name" Same,
        "content" => "content" Same,
        "isComplete" => "is_complete" Boolean,
        "originalSize" => "original_size" Long,
        "sha256" => "sha256" Same,
    ]
    "event.dns." => "dns.", DNS => [
        "request" => "request" Same,
        "response" => "response" Same,
    ]
    "event.login." => "login.", LOGIN => [
        "accountDomain" => "account.domain" Same,
        "accountName" => "account.name" Same,
        "accountSid" => "account.sid" Same,
        "baseType" => "base_type" Same,
        "failureReason" => "failure_reason" Same,
        "isAdministratorEquivalent" => "is_administrator_equivalent" Boolean,
        "loginIsSuccessful" => "is_successful" Boolean,
        "sessionId" => "session_id" Text,
        "type" => "type" Same,
        "userName" => "user_name" Same,
    ]
    "" => "", LOGIN => [
        "src.endpoint.ip.address" => "src.endpoint_ip_address" Ip,
    ]
    "" => "", NETWORK => [
        "dst.ip.address" => "dst.ip_address" Ip,
        "dst.port.number" => "dst.port_number" Long,
        "event.network.connectionStatus" => "network.connection_status" Same,
        "event.network.direction" => "network.direction" Same,
        "event.network.protocolName" => "network.protocol_name" Same,
        "src.ip.address" => "src.ip_address" Ip,
        "src.port.number" => "src.port_number" Long,
    ]
    "k8sCluster." => "k8s_cluster.", FILE | NETWORK | PROCESS => [
        "containerId" => "container.id" Same,
        "containerImage" => "container.image.value" Same,
        "containerLabels" => "container.labels" Same,
        "containerName" => "container.name" Same,
        "controllerLabels" => "controller.labels" Same,
        "controllerName" => "controller.name" Same,
        "controllerType" => "controller.type" Same,
        "name" => "name" Same,
        "namespace" => "namespace.value" Same,
        "namespaceLabels" => "namespace.labels" Same,
        "nodeName" => "node_name" Same,
        "podLabels" => "pod.labels" Same,
        "podName" => "pod.name" Same,
    ]
    "k8sCluster." => "k8s_cluster.", CROSS | FILE | NETWORK | PROCESS => [
        "containerImage.sha256" => "container.image.sha256" Same,
    ]
    "indicator." => "indicator.", INDICATOR => [
        "category" => "category" Same,
        "description" => "description" Same,
        "metadata" => "metadata" Same,
        "name" => "name" Same,
    ]
    "module." => "module.", MODULE => [
        "md5" => "md5" Same,
        "path" => "path" Same,
        "sha1" => "sha1" Same,
    ]
    "" => "", SCHEDULE => [
        "task.name" => "task.name" Same,
    ]
    "" => "", FILE | SCHEDULE => [
        "task.path" => "task.path" Same,
    ]
    "" => "", URL => [
        "event.url.action" => "url.action" Same,
        "url.address" => "url.address" Same,
    ]
    "tiIndicator." => "ti_indicator.", THREAT => [
        "addedBy" => "added_by" Same,
        "comparisonMethod" => "comparison_method" Same,
        "modificationTime" => "modification_time" Date,
        "name" => "name" Same,
        "source" => "source" Same,
        "type" => "type" Same,
        "uid" => "uid" Same,
        "uploadTime" => "upload_time" Date,
        "validUntil" => "valid_until" Date,
        "value" => "value" Same,
    ]
    "tiindicator.originalEvent." => "ti_indicator.original_event.", THREAT => [
        "id" => "id" Same,
        "index" => "index" Long,
        "time" => "time" Date,
        "traceId" => "trace_id" Same,
    ]
};
