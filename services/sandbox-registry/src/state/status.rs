//! The words for what an object is, may and waits for.

use crate::text_enum::text_enum;

text_enum! {
    /// The three object services.
    ObjectKind { Domain = "domain", Contact = "contact", Host = "host" }
}

text_enum! {
    /// Object statuses of RFC 5731 (2.3), 5732 (2.3) and 5733 (2.2).
    Status {
        ClientDeleteProhibited = "clientDeleteProhibited",
        ClientHold = "clientHold",
        ClientRenewProhibited = "clientRenewProhibited",
        ClientTransferProhibited = "clientTransferProhibited",
        ClientUpdateProhibited = "clientUpdateProhibited",
        Inactive = "inactive",
        Linked = "linked",
        Ok = "ok",
        PendingCreate = "pendingCreate",
        PendingDelete = "pendingDelete",
        PendingRenew = "pendingRenew",
        PendingTransfer = "pendingTransfer",
        PendingUpdate = "pendingUpdate",
        ServerDeleteProhibited = "serverDeleteProhibited",
        ServerHold = "serverHold",
        ServerRenewProhibited = "serverRenewProhibited",
        ServerTransferProhibited = "serverTransferProhibited",
        ServerUpdateProhibited = "serverUpdateProhibited",
    }
}

impl Status {
    /// Whether a registrar may set it on an object of that kind.
    pub fn client_settable(self, kind: ObjectKind) -> bool {
        match self {
            Self::ClientDeleteProhibited | Self::ClientUpdateProhibited => true,
            Self::ClientTransferProhibited => kind != ObjectKind::Host,
            Self::ClientHold | Self::ClientRenewProhibited => kind == ObjectKind::Domain,
            _ => false,
        }
    }

    /// Whether the registry may set it on a domain for reasons of its own.
    pub fn server_settable(self) -> bool {
        self.as_str().starts_with("server")
    }
}

text_enum! {
    /// Grace period statuses of RFC 3915 (3.1).
    RgpStatus {
        AddPeriod = "addPeriod",
        AutoRenewPeriod = "autoRenewPeriod",
        RenewPeriod = "renewPeriod",
        TransferPeriod = "transferPeriod",
        RedemptionPeriod = "redemptionPeriod",
        PendingRestore = "pendingRestore",
        PendingDelete = "pendingDelete",
    }
}

text_enum! {
    /// Transfer states of RFC 5730 (2.9.3.4).
    TransferStatus {
        ClientApproved = "clientApproved",
        ClientCancelled = "clientCancelled",
        ClientRejected = "clientRejected",
        Pending = "pending",
        ServerApproved = "serverApproved",
        ServerCancelled = "serverCancelled",
    }
}

text_enum! {
    /// Contact types of RFC 5731 beside the registrant.
    ContactRole { Admin = "admin", Billing = "billing", Tech = "tech" }
}
