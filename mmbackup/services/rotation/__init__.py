"""The rotation as the database knows it: tonight, the forecast, the look ahead, making up."""
