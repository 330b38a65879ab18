//! What was acted on: a process, a file, a registry value.

use super::{Kept, Row, rows};
use crate::sources::sentinel_one_cloud_funnel_event::category::*;

pub(super) const ROWS: &[Row] = rows! {
    "tgt.process." => "tgt.process.", ANY => [
        "completeness.hints" => "completeness_hints" Long,
        "eUserName" => "e_user.name" Same,
        "eUserUid" => "e_user.uid" Text,
        "image.extension" => "image.extension" Same,
        "image.size" => "image.size" Long,
        "image.uid" => "image.uid" Same,
        "lUserName" => "l_user.name" Same,
        "lUserUid" => "l_user.uid" Text,
        "parent.image.location" => "parent.image.location" Same,
        "parent.image.type" => "parent.image.type" Same,
        "pid" => "pid" Text,
        "rUserName" => "r_user.name" Same,
        "rUserUid" => "r_user.uid" Text,
        "uid" => "uid" Same,
        "userSid" => "user.sid" Same,
    ]
    "tgt.process." => "tgt.process.", CROSS | PROCESS => [
        "accessRights" => "access_rights" Long,
        "activeContent.hash" => "active_content.hash" Same,
        "activeContent.id" => "active_content.id" Same,
        "activeContent.path" => "active_content.path" Same,
        "activeContent.signedStatus" => "active_content.signed_status" Same,
        "activeContentType" => "active_content.type" Same,
        "cmdline" => "cmd_line" Unquoted,
        "displayName" => "display_name" Same,
        "image.binaryIsExecutable" => "image.binary_is_executable" Boolean,
        "image.md5" => "image.md5" Same,
        "image.path" => "image.path" Same,
        "image.sha1" => "image.sha1" Same,
        "image.sha256" => "image.sha256" Same,
        "integrityLevel" => "integrity_level" Same,
        "name" => "name" Same,
        "publisher" => "publisher" Same,
        "reasonSignatureInvalid" => "reason_signature_invalid" Same,
        "sessionId" => "session_id" Text,
        "signedStatus" => "signed_status" Same,
        "startTime" => "start_time" Date,
        "storyline.id" => "storyline_id" Same,
        "subsystem" => "subsystem" Same,
        "user" => "user.name" Same,
        "verifiedStatus" => "verified_status" Same,
        "isNative64Bit" => "is_native_64_bit" Boolean,
        "isRedirectCmdProcessor" => "is_redirect_cmd_processor" Boolean,
        "isStorylineRoot" => "is_storyline_root" Boolean,
    ]
    "tgt.process." => "tgt.process.", CROSS => [
        "relation" => "relation" Same,
    ]
    "tgt.file." => "tgt.file.", ANY => [
        "isDirectory" => "is_directory" Boolean,
        "isKernelModule" => "is_kernel_module" Boolean,
        "isSigned" => "is_signed" Same,
        "name" => "name" Same,
        "originalFileName" => "original_file_name" Same,
        "owner.name" => "owner.name" Same,
        "owner.userSid" => "owner.user_sid" Same,
        "productName" => "product.name" Same,
        "productVersion" => "product.version" Same,
        "publisher" => "publisher" Same,
        "signature.isValid" => "signature.is_valid" Boolean,
        "signatureInvalidReason" => "signature.invalid_reason" Same,
    ]
    "tgt.file." => "tgt.file.", FILE | SCHEDULE => [
        "creationTime" => "creation_time" Date,
        "description" => "description" Same,
        "extension" => "extension" Same,
        "id" => "id" Same,
        "internalName" => "internal_name" Same,
        "isExecutable" => "is_executable" Boolean,
        "location" => "location" Same,
        "md5" => "md5" Same,
        "modificationTime" => "modification_time" Date,
        "path" => "path" Same,
        "sha256" => "sha256" Same,
        "size" => "size" Long,
        "type" => "type" Same,
    ]
    "tgt.file." => "tgt.file.", COMMAND | FILE | PROCESS | SCHEDULE => [
        "sha1" => "sha1" Same,
    ]
    "tgt.file." => "tgt.file.", FILE | PROCESS => [
        "convictedBy" => "convicted_by" Same,
    ]
    "tgt.file." => "tgt.file.", FILE => [
        "oldMd5" => "old.md5" Same,
        "oldPath" => "old.path" Same,
        "oldSha1" => "old.sha1" Same,
        "oldSha256" => "old.sha256" Same,
    ]
    "registry." => "registry.", ANY => [
        "export.path" => "export_path" Same,
        "import.path" => "import_path" Same,
        "owner.user" => "owner.user.name" Same,
        "owner.userSid" => "owner.user.sid" Same,
        "security.info" => "security_info" Long,
    ]
    "registry." => "registry.", REGISTRY => [
        "keyPath" => "key.path" Same,
        "keyUid" => "key.uid" Same,
        "oldValue" => "old_value.detail" Same,
        "oldValueFullSize" => "old_value.full_size" Long,
        "oldValueIsComplete" => "old_value.is_complete" Boolean,
        "oldValueType" => "old_value.type" Same,
        "value" => "val" Same,
        "valueFullSize" => "value.full_size" Long,
        "valueIsComplete" => "value.is_complete" Boolean,
        "valueType" => "value.type" Same,
    ]
};
