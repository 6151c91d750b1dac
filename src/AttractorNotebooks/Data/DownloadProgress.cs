namespace AttractorNotebooks.Data;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file on its way.</param>
/// <param name="Received">Bytes received of it.</param>
/// <param name="Total">Bytes it has, or null where the server does not say.</param>
/// <param name="Remark">Something worth telling, such as why another mirror is tried; otherwise null.</param>
public sealed record DownloadProgress(string File, long Received, long? Total, string? Remark = null);
