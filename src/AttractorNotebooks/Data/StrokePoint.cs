namespace AttractorNotebooks.Data;

/// <summary>A point a pen stroke goes through.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
/// <param name="Corner">Whether the stroke turns sharply here.</param>
internal readonly record struct StrokePoint(float X, float Y, bool Corner);
