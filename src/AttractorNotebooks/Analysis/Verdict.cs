namespace AttractorNotebooks.Analysis;

/// <summary>Whether something was reproduced, in one word.</summary>
public static class Verdict
{
    /// <summary>"yes", "partly" or "no".</summary>
    /// <param name="yes">Whether it was.</param>
    /// <param name="partly">Whether at least a weaker form of it was.</param>
    public static string Of(bool yes, bool partly = false) => yes ? "yes" : partly ? "partly" : "no";

    /// <summary>"yes" where a number is near enough to the published one, "partly" where it is not far.</summary>
    /// <param name="here">The number.</param>
    /// <param name="published">The published one.</param>
    /// <param name="near">The largest difference for "yes".</param>
    /// <param name="far">The largest difference for "partly".</param>
    public static string Near(double here, double published, double near, double far) =>
        Of(Math.Abs(here - published) <= near, Math.Abs(here - published) <= far);
}
