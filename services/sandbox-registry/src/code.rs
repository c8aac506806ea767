//! Result codes (RFC 5730, section 3) and refusals.

/// A result code with the text that the RFC gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum ResultCode {
    Completed = 1000,
    Pending = 1001,
    NoMessages = 1300,
    AckToDequeue = 1301,
    EndingSession = 1500,
    UnknownCommand = 2000,
    SyntaxError = 2001,
    UseError = 2002,
    RequiredMissing = 2003,
    ParameterRange = 2004,
    ParameterSyntax = 2005,
    UnimplementedVersion = 2100,
    UnimplementedCommand = 2101,
    UnimplementedOption = 2102,
    UnimplementedExtension = 2103,
    BillingFailure = 2104,
    NotRenewable = 2105,
    NotTransferable = 2106,
    AuthenticationError = 2200,
    NotAuthorized = 2201,
    InvalidAuthInfo = 2202,
    PendingTransfer = 2300,
    NotPendingTransfer = 2301,
    Exists = 2302,
    DoesNotExist = 2303,
    StatusProhibits = 2304,
    AssociationProhibits = 2305,
    ParameterPolicy = 2306,
    UnimplementedService = 2307,
    DataManagementPolicy = 2308,
    CommandFailed = 2400,
    FailedClosing = 2500,
    AuthenticationClosing = 2501,
    SessionLimit = 2502,
}

impl ResultCode {
    /// The number on the wire.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// The message of RFC 5730.
    pub fn message(self) -> &'static str {
        match self {
            Self::Completed => "Command completed successfully",
            Self::Pending => "Command completed successfully; action pending",
            Self::NoMessages => "Command completed successfully; no messages",
            Self::AckToDequeue => "Command completed successfully; ack to dequeue",
            Self::EndingSession => "Command completed successfully; ending session",
            Self::UnknownCommand => "Unknown command",
            Self::SyntaxError => "Command syntax error",
            Self::UseError => "Command use error",
            Self::RequiredMissing => "Required parameter missing",
            Self::ParameterRange => "Parameter value range error",
            Self::ParameterSyntax => "Parameter value syntax error",
            Self::UnimplementedVersion => "Unimplemented protocol version",
            Self::UnimplementedCommand => "Unimplemented command",
            Self::UnimplementedOption => "Unimplemented option",
            Self::UnimplementedExtension => "Unimplemented extension",
            Self::BillingFailure => "Billing failure",
            Self::NotRenewable => "Object is not eligible for renewal",
            Self::NotTransferable => "Object is not eligible for transfer",
            Self::AuthenticationError => "Authentication error",
            Self::NotAuthorized => "Authorization error",
            Self::InvalidAuthInfo => "Invalid authorization information",
            Self::PendingTransfer => "Object pending transfer",
            Self::NotPendingTransfer => "Object not pending transfer",
            Self::Exists => "Object exists",
            Self::DoesNotExist => "Object does not exist",
            Self::StatusProhibits => "Object status prohibits operation",
            Self::AssociationProhibits => "Object association prohibits operation",
            Self::ParameterPolicy => "Parameter value policy error",
            Self::UnimplementedService => "Unimplemented object service",
            Self::DataManagementPolicy => "Data management policy violation",
            Self::CommandFailed => "Command failed",
            Self::FailedClosing => "Command failed; server closing connection",
            Self::AuthenticationClosing => "Authentication error; server closing connection",
            Self::SessionLimit => "Session limit exceeded; server closing connection",
        }
    }

    /// Whether RFC 5730 has the server close the connection after this code.
    pub fn closes(self) -> bool {
        matches!(
            self,
            Self::EndingSession | Self::FailedClosing | Self::AuthenticationClosing | Self::SessionLimit
        )
    }

    /// A refusal with this code and the standard message only.
    pub fn refuse(self) -> Refusal {
        Refusal { code: self, reason: None }
    }

    /// A refusal with this code that says which rule it stems from. Never put secrets into the reason.
    pub fn because(self, reason: impl Into<String>) -> Refusal {
        Refusal { code: self, reason: Some(reason.into()) }
    }
}

/// A command that the registry does not execute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: ResultCode,
    /// Field and rule, for the `<reason>` of the answer.
    pub reason: Option<String>,
}
